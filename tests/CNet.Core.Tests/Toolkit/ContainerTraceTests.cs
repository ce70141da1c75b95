using System.Text;
using CNet.Linux;
using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Mounts as the processes of containers see them.</summary>
public sealed class ContainerTraceTests
{
    private const string Id = "3f2a9c0d1e4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeef";

    [Fact]
    public void Of_Docker_the_files_in_etc_tell()
    {
        var trace = Of(
            "100 73 0:41 / / rw,relatime master:3 - overlay overlay rw,lowerdir=/srv/d/overlay2/l/A,upperdir=/srv/d/overlay2/fba0/diff,workdir=/srv/d/overlay2/fba0/work",
            $"117 100 254:0 /srv/my\\040data/containers/{Id}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda rw",
            $"118 100 254:0 /srv/other/containers/{Id}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw");
        Assert.Equal(new ContainerTrace(NamespaceOwnerKind.Docker, Id, "254:0", "/srv/my data/containers"), trace);
    }

    [Fact]
    public void Of_podman_the_upper_directory_tells_where_its_lists_are()
    {
        var trace = Of(
            "126 98 0:44 / / rw,relatime - overlay overlay rw,lowerdir=/srv/p/overlay/l/6VIY,upperdir=/srv/p/overlay/e0ea/diff,workdir=/srv/p/overlay/e0ea/work",
            $"134 126 0:25 /containers/overlay-containers/{Id}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw");
        Assert.Equal((NamespaceOwnerKind.Podman, Id, "/srv/p", "/containers/overlay-containers"), (trace?.Kind, trace?.Id, trace?.Storage, trace?.Directory));
    }

    [Theory]
    [InlineData($"1 2 8:1 /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/{Id}/resolv.conf /etc/resolv.conf rw - ext4 /dev/sda rw", Id)]
    [InlineData($"1 2 8:1 /var/lib/nerdctl/1935db59/containers/default/{Id}/hostname /etc/hostname rw - ext4 /dev/sda rw", Id)]
    [InlineData("1 2 0:9 / / rw - overlay overlay rw,lowerdir=/a,upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs,workdir=/b", null)]
    public void Of_containerd_its_directories_tell(string line, string? id) => Assert.Equal((NamespaceOwnerKind.Containerd, id), (Of(line)?.Kind, Of(line)?.Id));

    [Theory]
    [InlineData($"1 2 8:1 /var/lib/docker/containers/{Id}/resolv.conf /mnt/resolv.conf rw - ext4 /dev/sda rw")]
    [InlineData("1 2 8:1 /var/lib/docker/containers/3f2a/resolv.conf /etc/resolv.conf rw - ext4 /dev/sda rw")]
    [InlineData("1 2 8:1 /etc/resolv.conf /etc/resolv.conf rw - ext4 /dev/sda rw")]
    [InlineData("1 2 0:9 / / rw - overlay overlay rw,lowerdir=/a,upperdir=/rofs/upper,workdir=/b")]
    [InlineData("1 2 8:1 / / rw - ext4 /dev/sda rw")]
    public void Other_mounts_tell_nothing(string line) => Assert.Null(Of(line)?.Kind);

    [Fact]
    public void Lines_in_pieces_are_read()
    {
        var whole = Encoding.UTF8.GetBytes($"117 100 254:0 /d\\040a/containers/{Id}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda rw");
        for (var from = 0; from < whole.Length; from++)
            for (var to = from; to <= whole.Length; to++)
                if (MountLine.TryParse(whole.AsSpan(from..to), out var mount)) _ = (ContainerTrace.With(null, mount), mount.NetworkNamespace, MountLine.Text(mount.Root));
    }

    [Theory]
    [InlineData("1 2 0:4 net:[4026532281] /run/netns/web rw shared:1 - nsfs nsfs rw", 4026532281)]
    [InlineData("1 2 0:4 mnt:[4026532281] /run/mnt rw - nsfs nsfs rw", 0)]
    [InlineData("1 2 0:4 net:[40265x] /run/netns/web rw - nsfs nsfs rw", 0)]
    [InlineData("1 2 0:4 net:[4026532281] /run/netns/web rw - tmpfs tmpfs rw", 0)]
    public void A_mounted_namespace_is_known_by_its_inode(string line, ulong inode)
    {
        Assert.True(MountLine.TryParse(Encoding.UTF8.GetBytes(line), out var mount));
        Assert.Equal(inode == 0 ? null : inode, mount.NetworkNamespace);
    }

    private static ContainerTrace? Of(params string[] lines)
    {
        ContainerTrace? trace = null;
        foreach (var line in lines)
        {
            Assert.True(MountLine.TryParse(Encoding.UTF8.GetBytes(line), out var mount));
            trace = ContainerTrace.With(trace, mount);
        }
        return trace;
    }
}
