using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>
/// Docker by its Engine API: no process is started for what is measured. dockerd, its containerd and all containers live in network, mount and
/// process namespaces of their own, and end with the first process there. Attaching is connecting a running container to a network.
/// </summary>
internal sealed class Docker : IContestant
{
    internal const string Packages = "docker.io busybox-static";
    private const string Daemon = "dockerd", BusyBox = "/bin/busybox", Image = "bench", Api = "http://docker/v1.41/";

    // A container is two processes and a shim: what a thousand of them need is not the network's cost, nor there on a small machine.
    private const int Containers = 150;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PrivateShell _shell;
    private readonly string _directory;
    private readonly ControlGroups _groups = new($"cnet-benchmarks-{Environment.ProcessId}");
    private readonly HttpClient _client;
    private readonly HashSet<int> _running = [];

    private Docker(string directory)
    {
        _directory = Directory.CreateDirectory(Path.Combine(directory, "docker")).FullName;
        var socket = Path.Combine(_directory, "socket");
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await ConnectAsync(socket, cancellation) }) { BaseAddress = new Uri(Api) };
        _shell = new PrivateShell("--pid", "--fork", "--mount-proc", "--kill-child");
        try
        {
            _shell.Run($"setsid {Daemon} --data-root {_directory}/data --exec-root /run/docker-bench --pidfile /run/dockerd.pid --host unix://{socket} >{_directory}/log 2>&1 & daemon=$!");
            WaitForDaemon();
            Post($"images/create?fromSrc=-&repo={Image}", ImageContent());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name => "Docker";

    public Abilities Abilities => Abilities.Attach | Abilities.Networks;

    public int MaximumEndpoints => Containers;

    internal static bool IsInstalled => File.Exists(BusyBox) && Installed.Find(Daemon) is not null;

    internal static Docker Start(string directory) => new(directory);

    public void MakeLab() => Create(Numbered.Lab, Numbered.LabSubnet, Numbered.LabGateway);

    /// <summary>Starts a container without a network, where it does not run yet.</summary>
    public void Prepare(int endpoint)
    {
        if (!_running.Add(endpoint)) return;
        var name = Numbered.Endpoint(endpoint);
        Post($"containers/create?name={name}", $$$"""{"Image":"{{{Image}}}","Cmd":["/busybox","sleep","1000000"],"HostConfig":{"NetworkMode":"none","CgroupParent":"{{{_groups.Name}}}"}}""");
        Post($"containers/{name}/start", "");
        Connection("none", name, "disconnect");
    }

    public Sample Attach(int endpoint) => Connection(Numbered.Lab, Numbered.Endpoint(endpoint), "connect");

    public void Fill(int endpoint)
    {
        Prepare(endpoint);
        Attach(endpoint);
    }

    public Sample Detach(int endpoint) => Connection(Numbered.Lab, Numbered.Endpoint(endpoint), "disconnect");

    /// <summary>The container is kept for the next time.</summary>
    public void CleanUp(int endpoint)
    {
    }

    public Sample AttachNew(int endpoint) => throw new NotSupportedException();

    public Sample DetachWithNamespace(int endpoint) => throw new NotSupportedException();

    public Sample CreateNetwork(int network) => Create(Numbered.Network(network), Numbered.Subnet(network), Numbered.Gateway(network));

    public Sample RemoveNetwork(int network) => Send(HttpMethod.Delete, $"networks/{Numbered.Network(network)}", null);

    public void Dispose()
    {
        _client.Dispose();
        // The first process of the process namespace ends: the kernel ends dockerd, containerd and all containers.
        _shell.Dispose();
        _groups.Remove();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

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

    private Sample Create(string name, string subnet, string gateway) =>
        Post("networks/create", $$$"""{"Name":"{{{name}}}","Driver":"bridge","IPAM":{"Config":[{"Subnet":"{{{subnet}}}","Gateway":"{{{gateway}}}"}]}}""");

    private Sample Connection(string network, string container, string verb) => Post($"networks/{network}/{verb}", $$$"""{"Container":"{{{container}}}"}""");

    private Sample Post(string path, string json) => Post(path, new StringContent(json, Encoding.UTF8, "application/json"));

    private Sample Post(string path, HttpContent content) => Send(HttpMethod.Post, path, content);

    private Sample Send(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var start = Stopwatch.GetTimestamp();
            using var response = _client.Send(request);
            var answer = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
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
