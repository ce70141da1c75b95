using System.Text.Json.Serialization.Metadata;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Finds objects by what users call them: the exact id first, then the exact name, then the beginning of one id only.</summary>
internal static class Lookup
{
    private const int Shown = 3;

    internal static NetworkRecord Network(StagedState state, string text) => TryNetwork(state, text)
        ?? throw new CNetException(CNetError.NetworkNotFound, $"The network '{text}' does not exist.", text, "Get-CNetNetwork lists the networks.");

    internal static NetworkRecord? TryNetwork(StagedState state, string text)
    {
        DemandText(text, "network");
        return ById(state.Lasting, Keys.Networks, text, StateJson.Default.NetworkRecord)
            ?? ByName(state.Lasting, Keys.NetworkName(text), Keys.Networks, StateJson.Default.NetworkRecord)
            ?? ByPrefix(state.Lasting, Keys.Networks, text, StateJson.Default.NetworkRecord, "network", record => record.Name);
    }

    internal static SandboxRecord Sandbox(StagedState state, string text) => TrySandbox(state, text)
        ?? throw new CNetException(CNetError.SandboxNotFound, $"The sandbox '{text}' does not exist.", text, "Get-CNetSandbox lists the sandboxes.");

    internal static SandboxRecord? TrySandbox(StagedState state, string text)
    {
        DemandText(text, "sandbox");
        return ById(state.Boot, Keys.Sandboxes, text, StateJson.Default.SandboxRecord)
            ?? ByName(state.Boot, Keys.SandboxName(text), Keys.Sandboxes, StateJson.Default.SandboxRecord)
            ?? ByPrefix(state.Boot, Keys.Sandboxes, text, StateJson.Default.SandboxRecord, "sandbox", record => record.Name);
    }

    /// <summary>An endpoint of a network by its name, its id or the beginning of it; of any network also as "network/endpoint".</summary>
    internal static EndpointRecord Endpoint(StagedState state, string text, NetworkRecord? network = null) => TryEndpoint(state, text, network)
        ?? throw new CNetException(CNetError.EndpointNotFound,
            network is null ? $"The endpoint '{text}' does not exist." : $"The endpoint '{text}' does not exist in network '{network.Name}'.", text, "Get-CNetEndpoint lists the endpoints.");

    internal static EndpointRecord? TryEndpoint(StagedState state, string text, NetworkRecord? network = null)
    {
        DemandText(text, "endpoint");
        return ById(state.Lasting, Keys.Endpoints, text, StateJson.Default.EndpointRecord)
            ?? (network is not null ? EndpointOf(state, network, text) : EndpointOfAny(state, text))
            ?? ByPrefix(state.Lasting, Keys.Endpoints, text, StateJson.Default.EndpointRecord, "endpoint", record => record.Name);
    }

    private static EndpointRecord? EndpointOf(StagedState state, NetworkRecord network, string name) =>
        ByName(state.Lasting, Keys.EndpointName(network.Id, name), Keys.Endpoints, StateJson.Default.EndpointRecord);

    private static EndpointRecord? EndpointOfAny(StagedState state, string text)
    {
        // Endpoint names have no slash, network names may.
        var slash = text.LastIndexOf('/');
        if (slash > 0) return TryNetwork(state, text[..slash]) is { } network ? EndpointOf(state, network, text[(slash + 1)..]) : null;
        var found = state.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord)
            .Select(network => (Network: network, Endpoint: EndpointOf(state, network, text))).Where(pair => pair.Endpoint is not null)
            .OrderBy(pair => pair.Network.Name, NaturalOrder.Comparer).ToList();
        if (found.Count > 1)
            throw new CNetException(CNetError.NameAmbiguous, $"The endpoint name '{text}' exists in {found.Count} networks: {string.Join(", ", found.Select(pair => pair.Network.Name))}.", text,
                $"Write {found[0].Network.Name}/{text}.");
        return found.Count == 1 ? found[0].Endpoint : null;
    }

    private static T? ById<T>(StateTransaction state, string prefix, string text, JsonTypeInfo<T> type) where T : class =>
        text.Length == ObjectId.Length && ObjectId.IsPrefix(text) ? state.Get(prefix + text, type) : null;

    private static T? ByName<T>(StateTransaction state, string nameKey, string prefix, JsonTypeInfo<T> type) where T : class =>
        state.Get(nameKey, StateJson.Default.TextRecord) is { } id ? state.Get(prefix + id.Value, type) : null;

    private static T? ByPrefix<T>(StateTransaction state, string prefix, string text, JsonTypeInfo<T> type, string what, Func<T, string> nameOf) where T : class
    {
        if (!ObjectId.IsPrefix(text)) return null;
        // By the keys: a record that cannot be read is meant, too, and says so.
        var keys = state.KeysOf(prefix + text, Shown + 1);
        if (keys.Count <= 1) return keys.Count == 1 ? state.Get(keys[0], type) : null;
        var found = state.List(prefix + text, type, Shown + 1);
        if (found.Count > 1)
            throw new CNetException(CNetError.NameAmbiguous, $"'{text}' is the beginning of the ids of several {what}s: {string.Join(", ", found.Take(Shown).Select(nameOf))}{(found.Count > Shown ? ", …" : "")}.",
                text, "Use the name, or more digits of the id.");
        return found.Count == 1 ? found[0] : null;
    }

    private static void DemandText(string? text, string what)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new CNetException(CNetError.NameInvalid, $"The name of the {what} is empty.", text, "Give a name.");
    }
}
