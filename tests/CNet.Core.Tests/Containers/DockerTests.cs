using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Containers;

/// <summary>Containers of a real dockerd, on its own bridge.</summary>
public sealed class DockerTests(DockerBed bed) : ContainerTest(bed, NamespaceOwnerKind.Docker), IClassFixture<DockerBed>
{
    [ContainerFact("dockerd", "docker")]
    public void A_container_is_found_and_meant_by_its_name() => IsFoundAndMeantByItsName("web-1");

    [ContainerFact("dockerd", "docker")]
    public void A_container_gets_a_name_and_loses_it() => GetsANameAndLosesIt("web-2");

    [ContainerFact("dockerd", "docker", "ping")]
    public void A_container_joins_and_is_released_as_it_was() => JoinsAndIsReleasedAsItWas("web-3");

    [ContainerFact("dockerd", "docker")]
    public void A_container_of_the_namespace_of_another_is_that_ones_for_the_kernel()
    {
        var first = Bed.Start("web-4");
        var second = Bed.Start("web-5", "--network", "container:web-4");
        var ns = Assert.Single(Controller.Namespaces.List(all: true), ns => ns.ProcessId.Contains(ContainerBed.ProcessOf(first)));
        Assert.Contains(ContainerBed.ProcessOf(second), ns.ProcessId);
        Assert.Equal("web-4", ns.Owner?.Name);
        Assert.Equal(ns.Inode, Controller.Namespaces.Get("docker:web-5").Inode);
    }
}
