package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
)

// formula is [cdx.Formula] with processes instead of workflows.
type formula struct {
	Components *[]cdx.Component `json:"components" xml:"components>component"`
	Services   *[]cdx.Service   `json:"services" xml:"services>service"`
	Workflows  *[]process       `json:"workflows" xml:"workflows>workflow"`
}

// process has the members that a workflow, a task, a trigger and a workspace have in
// common.
type process struct {
	BOMRef     string                         `json:"bom-ref" xml:"bom-ref,attr"`
	Name       string                         `json:"name" xml:"name"`
	Resources  *[]cdx.ResourceReferenceChoice `json:"resourceReferences" xml:"resourceReferences>resourceReference"`
	Inputs     *[]exchange                    `json:"inputs" xml:"inputs>input"`
	Outputs    *[]exchange                    `json:"outputs" xml:"outputs>output"`
	Event      *exchange                      `json:"event" xml:"event"`
	Trigger    *process                       `json:"trigger" xml:"trigger"`
	Tasks      *[]process                     `json:"tasks" xml:"tasks>task"`
	Workspaces *[]process                     `json:"workspaces" xml:"workspaces>workspace"`
}

// exchange is an input or output of a process, or the event that triggers it.
type exchange struct {
	Resource *cdx.ResourceReferenceChoice `json:"resource" xml:"resource"`
	Source   *cdx.ResourceReferenceChoice `json:"source" xml:"source"`
	Target   *cdx.ResourceReferenceChoice `json:"target" xml:"target"`
}

// addFormula adds the components, services and processes that built the product. They
// may have become part of it.
func (c collector) addFormula(f *formula) {
	c.addComponents(f.Components, sbom.OriginBuild, 0)
	c.addServices(f.Services, sbom.OriginBuild, 0)
	c.addProcesses(f.Workflows, 0)
}

func (c collector) addProcesses(list *[]process, parent int) {
	for _, x := range all(list) {
		c.addProcess(&x, parent)
	}
}

// addProcess adds a process with its parts and its resources. References to components
// of the document are skipped, since they state nothing new about them.
func (c collector) addProcess(x *process, parent int) {
	i := c.b.AddComponent(sbom.Component{Origin: sbom.OriginBuild, Ref: x.BOMRef, Name: x.Name, Parent: parent, Place: c.place(parent, x.Name, x.BOMRef)})
	c.b.ClaimName(i, x.Name)
	for _, r := range all(x.Resources) {
		c.addResource(i, &r)
	}
	exchanges := slices.Concat(all(x.Inputs), all(x.Outputs))
	if x.Event != nil {
		exchanges = append(exchanges, *x.Event)
	}
	for _, e := range exchanges {
		c.addResource(i, e.Resource)
		c.addResource(i, e.Source)
		c.addResource(i, e.Target)
	}
	if x.Trigger != nil {
		c.addProcess(x.Trigger, i)
	}
	c.addProcesses(x.Tasks, i)
	c.addProcesses(x.Workspaces, i)
}

func (c collector) addResource(i int, r *cdx.ResourceReferenceChoice) {
	if r == nil {
		return
	}
	c.b.AddBOMLink(i, r.Ref, false)
	if r.ExternalReference != nil {
		c.addReference(i, r.ExternalReference)
	}
}
