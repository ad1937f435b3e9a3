// Evaluates a declarative Jenkinsfile as Jenkins does, but runs no step. It fails if the file
// has a section or a step that is not listed here, or one in a wrong place.

// sections has the names that each section may contain, with the section or type of their
// last argument: a Class is a step or a value.
sections = [
    pipeline   : [agent: Object, environment: 'environment', stages: 'stages'],
    environment: [:],
    stages     : [stage: 'stage'],
    stage      : [steps: 'steps', post: 'post'],
    steps      : [sh: String],
    post       : [always: 'kept'],
    kept       : [junit: Map, archiveArtifacts: Map],
]

class Section {
    String name
    Map sections
    def any = 'any' // the agent

    void run(Closure body) {
        body.delegate = this
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body()
    }

    def methodMissing(String word, args) {
        def kind = sections[name][word]
        assert kind: "$word is not part of $name"
        if (kind instanceof String) {
            new Section(name: kind, sections: sections).run(args[-1] as Closure)
        } else {
            assert kind.isInstance(args[-1]): "$word ${args[-1]}"
        }
    }

    void setProperty(String variable, value) {
        assert name == 'environment' && value instanceof String: "$variable is set in $name"
    }
}

def file = new File(args[0])
def jenkinsfile = new GroovyShell().parse(file)
def pipelines = 0
jenkinsfile.metaClass.pipeline = { Closure body ->
    pipelines++
    new Section(name: 'pipeline', sections: sections).run(body)
}
jenkinsfile.run()
assert pipelines == 1: "$file has $pipelines pipelines"
