using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>
/// dockerd and its Engine API. It, its containerd and all containers live in network, mount and process namespaces of their own, and end with the
/// first process there.
/// </summary>
internal sealed class DockerDaemon : IDisposable
{
    internal const string Packages = "docker.io busybox-static";
    private const string Program = "dockerd", BusyBox = "/bin/busybox", Image = "bench", Api = "http://docker/v1.41/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PrivateShell _shell;
    private readonly string _directory;
    private readonly ControlGroups _groups = new($"cnet-benchmarks-{Environment.ProcessId}");
    private readonly HttpClient _client;

    /// <summary>Starts it.</summary>
    internal DockerDaemon(string directory)
    {
        _directory = Directory.CreateDirectory(Path.Combine(directory, "docker")).FullName;
        var socket = Path.Combine(_directory, "socket");
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await ConnectAsync(socket, cancellation) }) { BaseAddress = new Uri(Api) };
        _shell = new PrivateShell("--pid", "--fork", "--mount-proc", "--kill-child");
        try
        {
            _shell.Run($"setsid {Program} --data-root {_directory}/data --exec-root /run/docker-bench --pidfile /run/dockerd.pid --host unix://{socket} >{_directory}/log 2>&1 & daemon=$!");
            WaitForDaemon();
            Post($"images/create?fromSrc=-&repo={Image}", ImageContent());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts it, with a network of its own to measure on.</summary>
    internal static DockerDaemon StartWithLab(string directory)
    {
        var daemon = new DockerDaemon(directory);
        try
        {
            daemon.CreateNetwork(Numbered.Lab, Numbered.LabSubnet, Numbered.LabGateway);
            return daemon;
        }
        catch
        {
            daemon.Dispose();
            throw;
        }
    }

    internal static bool IsInstalled => File.Exists(BusyBox) && Installed.Find(Program) is not null;

    /// <summary>The network namespace that it works in, as a path for others.</summary>
    internal string NetworkPath => _shell.NetworkPath;

    internal Sample CreateNetwork(string name, string subnet, string gateway) =>
        Post("networks/create", $$$"""{"Name":"{{{name}}}","Driver":"bridge","IPAM":{"Config":[{"Subnet":"{{{subnet}}}","Gateway":"{{{gateway}}}"}]}}""");

    internal Sample RemoveNetwork(string name) => Send(HttpMethod.Delete, $"networks/{name}", null);

    /// <summary>Starts a container that has no network, but the ports that are published when it gets one: those of the Host, all for one of its own.</summary>
    internal void StartContainer(string name, int containerPort = 0, IEnumerable<int>? hostPorts = null)
    {
        var bindings = hostPorts is null ? "" : string.Create(CultureInfo.InvariantCulture, $$$""","PortBindings":{"{{{containerPort}}}/tcp":[{{{string.Join(',', hostPorts.Select(Binding))}}}]}""");
        var exposed = hostPorts is null ? "" : string.Create(CultureInfo.InvariantCulture, $$$""","ExposedPorts":{"{{{containerPort}}}/tcp":{}}""");
        Post($"containers/create?name={name}", $$$"""{"Image":"{{{Image}}}"{{{exposed}}},"Cmd":["/busybox","sleep","1000000"],"HostConfig":{"NetworkMode":"none","CgroupParent":"{{{_groups.Name}}}"{{{bindings}}}}}""");
        Post($"containers/{name}/start", "");
        Disconnect("none", name);
    }

    /// <summary>The network namespace of a container, as a path for others.</summary>
    internal string NetworkPathOf(string container)
    {
        using var json = Inspect(container);
        return _shell.PathOf(string.Create(CultureInfo.InvariantCulture, $"/proc/{json.RootElement.GetProperty("State").GetProperty("Pid").GetInt32()}/ns/net"));
    }

    /// <summary>The address of a container on a network.</summary>
    internal string AddressOf(string container, string network)
    {
        using var json = Inspect(container);
        return json.RootElement.GetProperty("NetworkSettings").GetProperty("Networks").GetProperty(network).GetProperty("IPAddress").GetString()!;
    }

    internal Sample Connect(string network, string container) => Connection(network, container, "connect");

    internal Sample Disconnect(string network, string container) => Connection(network, container, "disconnect");

    public void Dispose()
    {
        _client.Dispose();
        // The first process of the process namespace ends: the kernel ends dockerd, containerd and all containers.
        _shell.Dispose();
        _groups.Remove();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    private static string Binding(int hostPort) => string.Create(CultureInfo.InvariantCulture, $$"""{"HostPort":"{{hostPort}}"}""");

    private static async Task<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void WaitForDaemon()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Send(HttpMethod.Get, "_ping", null);
                return;
            }
            catch (BenchmarkException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                Thread.Sleep(100);
            }
            catch (BenchmarkException refused)
            {
                throw new BenchmarkException($"dockerd does not answer: {refused.Message} {File.ReadLines(Path.Combine(_directory, "log")).LastOrDefault()}");
            }
        }
    }

    private JsonDocument Inspect(string container)
    {
        Send(HttpMethod.Get, $"containers/{container}/json", null, out var answer);
        return JsonDocument.Parse(answer);
    }

    private Sample Connection(string network, string container, string verb) => Post($"networks/{network}/{verb}", $$$"""{"Container":"{{{container}}}"}""");

    private Sample Post(string path, string json) => Post(path, new StringContent(json, Encoding.UTF8, "application/json"));

    private Sample Post(string path, HttpContent content) => Send(HttpMethod.Post, path, content);

    private Sample Send(HttpMethod method, string path, HttpContent? content) => Send(method, path, content, out _);

    private Sample Send(HttpMethod method, string path, HttpContent? content, out string answer)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var start = Stopwatch.GetTimestamp();
            using var response = _client.Send(request);
            answer = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
            var elapsed = Stopwatch.GetElapsedTime(start);
            return response.IsSuccessStatusCode
                ? new Sample(elapsed.TotalMicroseconds)
                : throw new BenchmarkException(string.Create(CultureInfo.InvariantCulture, $"Docker: {method} {path}: {(int)response.StatusCode} {answer}"));
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException)
        {
            throw new BenchmarkException($"Docker: {method} {path}: {failed.Message}");
        }
    }

    /// <summary>An image of one file.</summary>
    private static ByteArrayContent ImageContent()
    {
        using var memory = new MemoryStream();
        using (var writer = new TarWriter(memory, leaveOpen: true)) writer.WriteEntry(BusyBox, "busybox");
        return new ByteArrayContent(memory.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
    }
}
