using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CNet.Docker;

/// <summary>
/// Networks, endpoints and sandboxes in the JSON of Docker: what <c>docker network inspect</c> and <c>docker inspect</c> of Docker 29 (API 1.52)
/// print, with the same properties in the same order. One array for all that is added, in the order in which it was.
/// </summary>
public sealed class DockerJson : IDisposable
{
    private const int Indentation = 4;
    private readonly Controller _controller;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Utf8JsonWriter _writer;

    /// <summary>Begins an array.</summary>
    /// <param name="controller">The Host whose objects are added.</param>
    /// <param name="compact">True for one line, as <c>--format json</c> gives it.</param>
    public DockerJson(Controller controller, bool compact = false)
    {
        _controller = controller;
        _writer = new Utf8JsonWriter(_text, new JsonWriterOptions { Indented = !compact, IndentSize = Indentation, NewLine = "\n", Encoder = DockerJsonEncoder.Instance });
        _writer.WriteStartArray();
    }

    /// <summary>Adds a network, with the endpoints that are joined to sandboxes. Equivalent to: <c>docker network inspect NAME</c></summary>
    public void Add(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var endpoints = EndpointsOf(network);
        var pools = _controller.AddressPools.List(network);
        NetworkShape.Write(_writer, network, endpoints, pools);
    }

    /// <summary>Adds a sandbox: what a container's inspection says of its network settings. Equivalent to: <c>docker inspect CONTAINER</c></summary>
    public void Add(Sandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var endpoints = _controller.Endpoints.List(sandbox);
        SandboxShape.Write(_writer, sandbox, endpoints, endpoints.SelectMany(endpoint => _controller.Ports.List(endpoint)));
    }

    /// <summary>Adds an endpoint, under the name of its network. Equivalent to: <c>docker inspect -f '{{json .NetworkSettings.Networks}}' CONTAINER</c></summary>
    public void Add(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        SandboxShape.WriteNetworks(_writer, [endpoint]);
    }

    /// <summary>Ends the array; nothing can be added after.</summary>
    /// <returns>The JSON.</returns>
    public string Complete()
    {
        _writer.WriteEndArray();
        _writer.Flush();
        return Encoding.UTF8.GetString(_text.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private List<Endpoint> EndpointsOf(Network network)
    {
        var state = network.Preview?.State ?? _controller.Read();
        return [.. Networks.EndpointsOf(state, network.Record).Select(record => Endpoints.Snapshot(state, record, network.Preview)).Order()];
    }
}
