using System.Text;
using CNet.Linux;
using CNet.Tests.Support;
using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>The files of runtimes: whole, damaged, somebody else's, and none.</summary>
public sealed class ContainerNamesTests : IDisposable
{
    private const string Id = "3f2a9c0d1e4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeef", Device = "254:0";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData($$"""{"ID":"{{Id}}","Name":"/web"}""", "web")]
    [InlineData($$"""{"ID":"{{Id}}","Name":"/"}""", null)]
    [InlineData($$"""{"ID":"{{Id}}","Name":7}""", null)]
    [InlineData($$"""{"ID":"{{Id}}"}""", null)]
    [InlineData("""{"ID":"another","Name":"/web"}""", null)]
    [InlineData("""["ID","Name"]""", null)]
    [InlineData("""{"ID":"3f2a""", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    public void Of_Docker_the_name_is_in_the_containers_own_file(string json, string? name)
    {
        Write($"containers/{Id}/config.v2.json", json);
        Assert.Equal(name, Find(NamespaceOwnerKind.Docker, "containers"));
    }

    [Theory]
    [InlineData($$"""[{"id":"other","names":["x"]},{"id":"{{Id}}","names":["db","alias"]}]""", "db")]
    [InlineData($$"""[{"id":"{{Id}}","names":[]}]""", null)]
    [InlineData($$"""[{"id":"{{Id}}","names":"db"}]""", null)]
    [InlineData($$"""[{"id":"{{Id}}"}]""", null)]
    [InlineData("""[7]""", null)]
    [InlineData("""{"id":"x"}""", null)]
    public void Of_podman_the_name_is_in_a_list(string json, string? name)
    {
        Write($"run/overlay-containers/{Id}/userdata/hostname", "");
        Write("storage/overlay-containers/containers.json", json);
        Assert.Equal(name, Find(NamespaceOwnerKind.Podman, "run/overlay-containers"));
        File.Delete(_directory.File("storage/overlay-containers/containers.json"));
        Write("run/overlay-containers/volatile-containers.json", json);
        Assert.Equal(name, Find(NamespaceOwnerKind.Podman, "run/overlay-containers"));
    }

    [Fact]
    public void What_is_not_there_is_not_known()
    {
        Assert.Null(Find(NamespaceOwnerKind.Docker, "containers"));
        Assert.Null(Find(NamespaceOwnerKind.Containerd, "containers"));
        Write($"containers/{Id}/config.v2.json/directory", "");
        Assert.Null(Find(NamespaceOwnerKind.Docker, "containers"));
    }

    [Fact]
    public void What_is_too_large_is_not_read()
    {
        Write($"containers/{Id}/config.v2.json", $$"""{"ID":"{{Id}}","Name":"/web","Padding":"{{new string('x', 17 * 1024 * 1024)}}"}""");
        Assert.Null(Find(NamespaceOwnerKind.Docker, "containers"));
    }

    [KernelFact("mkfifo")]
    public void A_pipe_in_the_place_of_a_file_keeps_nobody_waiting()
    {
        Directory.CreateDirectory(_directory.File($"containers/{Id}"));
        Machine.Run("mkfifo", _directory.File($"containers/{Id}/config.v2.json"));
        Assert.Null(Find(NamespaceOwnerKind.Docker, "containers"));
        Assert.NotNull(ForeignFile.TryRead(_directory.File($"containers/{Id}/config.v2.json"), 100));
    }

    [KernelFact("chown")]
    public void What_somebody_else_could_have_written_is_not_believed()
    {
        Write($"containers/{Id}/config.v2.json", $$"""{"ID":"{{Id}}","Name":"/web"}""");
        Machine.Run("chown", "65534", _directory.File($"containers/{Id}/config.v2.json"));
        Assert.Null(Find(NamespaceOwnerKind.Docker, "containers"));
        Machine.Run("chown", "0", _directory.File($"containers/{Id}/config.v2.json"));
        Assert.Equal("web", Find(NamespaceOwnerKind.Docker, "containers"));
        Machine.Run("chown", "65534", _directory.File($"containers/{Id}"));
        Assert.False(Names().IsCertain(Trace("containers"), Id));
        Assert.Null(Find(NamespaceOwnerKind.Docker, "containers"));
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.WriteAllText(_directory.File(path), text);
    }

    private string? Find(NamespaceOwnerKind kind, string directory) => Names().Find(kind, Id, Trace(directory));

    /// <summary>The directory lies on a file system of which a part is mounted there.</summary>
    private ContainerTrace Trace(string directory) => new(NamespaceOwnerKind.Docker, Id, Device, $"/part/{directory}") { Storage = _directory.File("storage") };

    private ContainerNames Names()
    {
        var mounts = new MountTable();
        foreach (var line in new[] { $"1 2 8:1 / {_directory.File("elsewhere")} rw - ext4 x rw", $"1 2 {Device} /part {_directory.Path} rw - ext4 x rw", $"1 2 {Device} /particular /nowhere rw - ext4 x rw" })
            if (MountLine.TryParse(Encoding.UTF8.GetBytes(line), out var mount)) mounts.Add(mount);
        return new ContainerNames(mounts);
    }
}
