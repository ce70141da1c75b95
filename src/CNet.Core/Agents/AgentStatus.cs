using System.Text.Json.Serialization;

namespace CNet.Agents;

/// <summary>What the agent is asked: a line of JSON.</summary>
/// <param name="Request">"status" or "ping".</param>
internal sealed record AgentRequest([property: JsonRequired] string Request)
{
    internal const string Status = "status", Ping = "ping";
}

/// <summary>What the agent says of itself: a line of JSON.</summary>
internal sealed record AgentStatus
{
    public int ProcessId { get; init; }
    public string? Runtime { get; init; }
    public int HeldPorts { get; init; }
    public int Connections { get; init; }
    public List<AgentPort> NotHeld { get; init => field = value ?? []; } = [];

    /// <summary>What is wrong with the request, or null.</summary>
    public string? Error { get; init; }
}

/// <summary>A port that is not held, and why.</summary>
internal sealed record AgentPort([property: JsonRequired] TransportProtocol Protocol, [property: JsonRequired] string Address, [property: JsonRequired] int Port, [property: JsonRequired] string Reason);

/// <summary>How requests and answers become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentJson : JsonSerializerContext;
