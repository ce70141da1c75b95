using System.Collections;

namespace CNet.Completion;

/// <summary>Completes words of which there are a few.</summary>
public abstract class WordCompleter : Completer
{
    private readonly (string Word, string ToolTip)[] _words;

    private protected WordCompleter(params (string, string)[] words) => _words = words;

    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) => _words.Select(entry => new Candidate(entry.Word, entry.ToolTip));
}

/// <summary>Completes tables of routes.</summary>
public sealed class TableCompleter() : WordCompleter(("main", "254, where routes usually are"), ("local", "255, addresses of this machine"), ("default", "253, the last one"));

/// <summary>Completes how far addresses are valid, and how far destinations are.</summary>
public sealed class ScopeCompleter() : WordCompleter(("global", "everywhere"), ("site", "within the site"), ("link", "on the link"), ("host", "on this machine"));

/// <summary>Completes who made a route.</summary>
public sealed class RouteProtocolCompleter() : WordCompleter(("boot", "made by hand"), ("static", "made by hand, and not to be changed by programs"));

/// <summary>Completes what happens to packets on a route.</summary>
public sealed class RouteTypeCompleter() : WordCompleter(("unicast", "they go on"), ("blackhole", "they are dropped"), ("unreachable", "they are answered: unreachable"), ("prohibit", "they are answered: prohibited"),
    ("throw", "the next table is looked into"), ("local", "they are for this machine"));

/// <summary>Completes what a rule does.</summary>
public sealed class RuleTypeCompleter() : WordCompleter(("lookup", "looks into a table"), ("blackhole", "packets are dropped"), ("unreachable", "packets are answered: unreachable"),
    ("prohibit", "packets are answered: prohibited"), ("nop", "does nothing"), ("goto", "goes on with another rule"));
