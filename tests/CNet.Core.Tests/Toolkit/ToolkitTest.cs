using System.Net;
using System.Text.Json;
using CNet.Tests.Support;

namespace CNet.Tests.Toolkit;

/// <summary>A test in a namespace of nobody's, "blue", with a pair of interfaces that are up, v1 and v2.</summary>
public abstract class ToolkitTest : HostTest
{
    protected const string Blue = "blue", V1 = "v1", V2 = "v2";

    protected ToolkitTest()
    {
        Controller.Namespaces.Create(Blue);
        InBlue("ip link set lo up");
        InBlue("ip link add v1 type veth peer name v2");
        InBlue("ip link set v1 up");
        InBlue("ip link set v2 up");
    }

    /// <summary>Runs a command in the namespace.</summary>
    private protected string InBlue(string command)
    {
        var words = command.Split(' ');
        return In(Blue, words[0], words[1..]);
    }

    /// <summary>What a command says in the namespace as JSON; things without anything are left out.</summary>
    private protected List<JsonElement> JsonInBlue(string command) => [.. JsonDocument.Parse(InBlue(command) is { Length: > 1 } text ? text : "[]").RootElement.EnumerateArray().Where(element => element.EnumerateObject().Any())];

    private protected static string? Text(JsonElement element, string property) => element.TryGetProperty(property, out var value) ? value.ToString() : null;

    private protected static IPAddress Address(string text) => IPAddress.Parse(text);
}
