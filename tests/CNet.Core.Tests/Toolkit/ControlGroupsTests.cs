using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Control groups as runtimes and systemd name them, with one hierarchy or one for each controller.</summary>
public sealed class ControlGroupsTests
{
    private const string Id = "3f2a9c0d1e4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeef", Inner = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData("0::/system.slice/docker-" + Id + ".scope", NamespaceOwnerKind.Docker, Id)]
    [InlineData("0::/docker/" + Id, NamespaceOwnerKind.Docker, Id)]
    [InlineData("4:memory:/docker/" + Id + "\n0::/\n", NamespaceOwnerKind.Docker, Id)]
    [InlineData("0::/../../docker/" + Id + "/init", NamespaceOwnerKind.Docker, Id)]
    [InlineData("0::/docker/" + Id + "/docker/" + Inner, NamespaceOwnerKind.Docker, Inner)]
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope", NamespaceOwnerKind.Podman, Id)]
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope/container", NamespaceOwnerKind.Podman, Id)]
    [InlineData("0::/libpod_parent/libpod-" + Id, NamespaceOwnerKind.Podman, Id)]
    [InlineData("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + Id + ".scope", NamespaceOwnerKind.Containerd, Id)]
    [InlineData("0::/kubepods/besteffort/pod1/" + Id, null, Id)]
    [InlineData("0::/mine/" + Id, null, Id)]
    [InlineData("0::/machine.slice/libpod-conmon-" + Id + ".scope", null, null)]
    [InlineData("0::/docker/" + Id + "0", null, null)]
    [InlineData("0::/system.slice/nginx.service", null, null)]
    [InlineData("0::/", null, null)]
    [InlineData("", null, null)]
    [InlineData("no group at all\n::\n:", null, null)]
    public void The_container_is_told(string text, NamespaceOwnerKind? kind, string? id)
    {
        var groups = ControlGroups.Parse(text);
        Assert.Equal((kind, id), (groups.Kind, groups.Id));
    }

    [Theory]
    [InlineData("0::/system.slice/nginx.service", "nginx.service")]
    [InlineData("0::/system.slice/nginx.service/worker", "nginx.service")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/web.service", "web.service")]
    [InlineData("1:name=systemd:/user.slice/user-0.slice/session-3.scope\n0::/", "session-3.scope")]
    [InlineData("4:memory:/system.slice/nginx.service\n0::/", null)]
    [InlineData("0::/user.slice", null)]
    public void The_unit_is_told(string text, string? unit) => Assert.Equal(unit, ControlGroups.Parse(text).Unit);

    [Theory]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Id + ".scope", true)]
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope", false)]
    public void A_group_that_a_user_can_name_is_known_as_such(string text, bool isUsers) => Assert.Equal(isUsers, ControlGroups.Parse(text).IsUsers);
}
