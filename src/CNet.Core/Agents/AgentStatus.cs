using System.Text.Json.Serialization;

namespace CNet.Agents;

/// <summary>What the agent is asked: a line of JSON.</summary>
/// <param name="Request">"status", "ping", "queries" or "names".</param>
internal sealed record AgentRequest([property: JsonRequired] string Request)
{
    internal const string Status = "status", Ping = "ping", Queries = "queries", Names = "names";

    /// <summary>Whose questions are meant; null for all.</summary>
    public string? SandboxId { get; init; }

    /// <summary>The number of the last question that is known already.</summary>
    public long After { get; init; }

    /// <summary>The revisions of the two stores that the name server is to know.</summary>
    public long Lasting { get; init; }
    public long Boot { get; init; }
}

/// <summary>What the agent says of itself: a line of JSON.</summary>
internal sealed record AgentStatus
{
    public int ProcessId { get; init; }
    public string? Runtime { get; init; }
    public int HeldPorts { get; init; }
    public int Connections { get; init; }
    public List<AgentPort> NotHeld { get; init => field = value ?? []; } = [];

    /// <summary>The sandboxes that have a name server, and the questions that it was asked in all.</summary>
    public int NamedSandboxes { get; init; }
    public long QueryCount { get; init; }

    /// <summary>The last of these, where they were asked for.</summary>
    public List<AgentQuery> Queries { get; init => field = value ?? []; } = [];

    /// <summary>What is wrong with the request, or null.</summary>
    public string? Error { get; init; }
}

/// <summary>A port that is not held, and why.</summary>
internal sealed record AgentPort([property: JsonRequired] TransportProtocol Protocol, [property: JsonRequired] string Address, [property: JsonRequired] int Port, [property: JsonRequired] string Reason);

/// <summary>A question of a sandbox, and how it was answered.</summary>
internal sealed record AgentQuery
{
    /// <summary>The first one since the agent began is 1.</summary>
    public long Number { get; init; }
    public DateTimeOffset Time { get; init; }
    public required string SandboxId { get; init; }
    public required string Sandbox { get; init; }

    /// <summary>The id that the client gave it.</summary>
    public int Id { get; init; }
    public required string Name { get; init; }
    public int Type { get; init; }
    public int Code { get; init; }

    /// <summary>The network that knew the name, or null.</summary>
    public string? Network { get; init; }

    /// <summary>Whose answer it was of those outside, or null.</summary>
    public string? Server { get; init; }

    /// <summary>How long it took where somebody outside was asked.</summary>
    public long Microseconds { get; init; }
}

/// <summary>How requests and answers become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentJson : JsonSerializerContext;
