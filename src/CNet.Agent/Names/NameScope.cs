using CNet.Discovery;

namespace CNet.Agents.Names;

/// <summary>What one sandbox sees of its networks: their names in the order in which they are asked, and what only it knows others by.</summary>
/// <param name="Sandbox">The sandbox.</param>
/// <param name="Networks">Its networks in the order in which they are asked.</param>
/// <param name="Upstream">Whom it asks for everything else.</param>
internal sealed record NameScope(ScopeSandbox Sandbox, NameScope.Network[] Networks, Upstream Upstream)
{
    /// <summary>A network of the sandbox.</summary>
    /// <param name="Table">Its names.</param>
    /// <param name="Links">The names on it that only this sandbox knows, with the names that they stand for.</param>
    internal sealed record Network(NameTable Table, IReadOnlyList<ScopeLink> Links);
}

/// <summary>A sandbox, as far as it counts for names.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
internal sealed record ScopeSandbox(string Id, string Name);

/// <summary>A name that one sandbox alone knows another by, as labels.</summary>
/// <param name="Alias">The name.</param>
/// <param name="Target">The name that it stands for.</param>
internal sealed record ScopeLink(byte[] Alias, byte[] Target);

/// <summary>Who answers what CNet does not know.</summary>
/// <param name="Servers">The servers, in the order in which they are asked.</param>
/// <param name="MayLeaveByHost">False where the Host may not ask for it: the sandbox is on internal networks only.</param>
/// <param name="KeepsSingleLabels">True where the sandbox's file says how many dots a name has that goes out: then a name without any stays.</param>
internal sealed record Upstream(IReadOnlyList<ExternalServer> Servers, bool MayLeaveByHost, bool KeepsSingleLabels);
