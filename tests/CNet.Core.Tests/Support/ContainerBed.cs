using System.Diagnostics;
using System.Globalization;

namespace CNet.Tests.Support;

/// <summary>
/// A place where a runtime makes containers, out of this machine's sight: network, mount and process namespaces of its own, an empty /run, control groups of
/// its own. It starts at the first use; all processes in it end with its first one.
/// </summary>
public abstract class ContainerBed : IDisposable
{
    private const string ControlGroupRoot = "/sys/fs/cgroup";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Process> _holder;

    protected ContainerBed()
    {
        Groups = $"cnet-tests-{Path.GetFileName(Directory)}";
        _holder = new(() =>
        {
            var holder = Process.Start(new ProcessStartInfo("unshare",
            [
                "--net", "--mount", "--propagation", "private", "--pid", "--fork", "--mount-proc", "--kill-child",
                "sh", "-c", "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up && echo ready && exec cat",
            ])
            { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            if (holder.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException("No place for containers.");
            return holder;
        });
    }

    /// <summary>Where the runtime keeps what it has.</summary>
    private protected string Directory => _directory.Path;

    /// <summary>The name of its control groups.</summary>
    private protected string Groups { get; }

    /// <summary>Starts a container that lives on; its id.</summary>
    internal abstract string Start(string name, params string[] options);

    /// <summary>The first process of a container, as this machine counts it.</summary>
    internal static int ProcessOf(string id) =>
        System.IO.Directory.EnumerateDirectories("/proc").Select(directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsIn(pid, id)).Min();

    /// <summary>Runs a command line there; what it wrote.</summary>
    private protected string Run(string command) => Machine.Run("nsenter", [.. Enter, "sh", "-c", command]).Trim();

    /// <summary>True where a command line runs well there.</summary>
    private protected bool TryRun(string command) => Machine.TryRun("nsenter", [.. Enter, "sh", "-c", command]).ExitCode == 0;

    /// <summary>Waits for something that comes by itself.</summary>
    private protected static void Await(string what, Func<bool> condition)
    {
        if (!SpinWait.SpinUntil(condition, Patience)) throw new InvalidOperationException($"Not within {Patience}: {what}.");
    }

    public void Dispose()
    {
        if (_holder.IsValueCreated)
        {
            _holder.Value.StandardInput.Close();
            _holder.Value.WaitForExit();
            _holder.Value.Dispose();
            Await("The control groups are empty", () => RemoveGroups(ControlGroupRoot, 2));
        }
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private string[] Enter
    {
        get
        {
            var id = _holder.Value.Id.ToString(CultureInfo.InvariantCulture);
            return ["--net", "--mount", "--pid", "--target", File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ')[0]];
        }
    }

    private static bool IsIn(int pid, string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cgroup").Contains(id, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes its control groups from every hierarchy; false as long as processes are in them.</summary>
    private bool RemoveGroups(string directory, int depth)
    {
        if (depth == 0 || !System.IO.Directory.Exists(directory)) return true;
        return System.IO.Directory.EnumerateDirectories(directory).ToList().TrueForAll(inner => Path.GetFileName(inner) == Groups ? TryRemove(inner) : RemoveGroups(inner, depth - 1));
    }

    private static bool TryRemove(string directory)
    {
        try
        {
            foreach (var inner in System.IO.Directory.EnumerateDirectories(directory)) TryRemove(inner);
            // Not recursively: the files in it are the kernel's.
            System.IO.Directory.Delete(directory);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <summary>A Docker daemon, with an image of one file: busybox.</summary>
public sealed class DockerBed : ContainerBed
{
    private readonly Lazy<string> _client;

    public DockerBed() => _client = new(() =>
    {
        var client = $"docker --host unix://{Directory}/socket";
        Run($"setsid dockerd --data-root {Directory}/data --exec-root /run/docker --pidfile /run/dockerd.pid --host unix://{Directory}/socket >{Directory}/log 2>&1 &");
        Await("dockerd answers", () => TryRun($"{client} version"));
        Run($"tar -cf - -C $(dirname $(command -v busybox)) busybox | {client} import - box");
        return client;
    });

    internal override string Start(string name, params string[] options) =>
        Run($"{_client.Value} run --detach --name {name} --cgroup-parent {Groups} {string.Join(' ', options)} box /busybox sleep 1000000");
}

/// <summary>podman, which needs no daemon.</summary>
public sealed class PodmanBed : ContainerBed
{
    private readonly Lazy<string> _client;

    public PodmanBed() => _client = new(() =>
    {
        var policy = Path.Combine(Directory, "policy.json");
        File.WriteAllText(policy, """{"default":[{"type":"insecureAcceptAnything"}]}""");
        var client = $"podman --root {Directory}/root --runroot {Directory}/run --tmpdir {Directory}/tmp --cgroup-manager cgroupfs --runtime {(Machine.Has("crun") ? "crun" : "runc")} --events-backend none --storage-driver overlay";
        Run($"tar -cf - -C $(dirname $(command -v busybox)) busybox | {client} import --signature-policy {policy} - box >{Directory}/log 2>&1");
        return client;
    });

    internal override string Start(string name, params string[] options)
    {
        // Its monitor lives on, and would keep what it writes to.
        Run($"{_client.Value} run --detach --name {name} --cgroup-parent {Groups} {string.Join(' ', options)} localhost/box /busybox sleep 1000000 >{Directory}/id 2>{Directory}/log || {{ cat {Directory}/log >&2; false; }}");
        return File.ReadAllText(Path.Combine(Directory, "id")).Trim();
    }
}
