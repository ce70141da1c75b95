using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>
/// What all cmdlets share: the controller of the Host in use, errors with stable ids, cancellation by Ctrl+C, -Verbose as the commands of
/// iproute2 and nft that are equivalent, and -WhatIf that shows every step of a pipeline.
/// </summary>
public abstract class CNetCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private Controller? _controller;
    private bool? _isVerbose;

    /// <summary>Cancelled by Ctrl+C.</summary>
    private protected CancellationToken Cancellation => _cancellation.Token;

    /// <summary>The controller of the Host in use.</summary>
    private protected Controller Controller => _controller ??= HostStack.OpenController();

    /// <summary>Closes what the cmdlet holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _cancellation.Dispose();
    }

    /// <summary>Ends what is under way.</summary>
    protected override void StopProcessing() => _cancellation.Cancel();

    /// <summary>Works on one record of the pipeline; errors become error records.</summary>
    protected sealed override void ProcessRecord() => Guard(Execute);

    /// <summary>Works once the pipeline is empty; errors become error records.</summary>
    protected sealed override void EndProcessing() => Guard(Complete);

    /// <summary>Works on one record of the pipeline.</summary>
    private protected abstract void Execute();

    /// <summary>Works once the pipeline is empty.</summary>
    private protected virtual void Complete()
    {
    }

    /// <summary>Works on each of several things; what goes wrong with one does not keep the others from being tried.</summary>
    private protected void ForEach<T>(IEnumerable<T>? items, Action<T> action)
    {
        if (items is null) return;
        foreach (var item in items)
        {
            if (Stopping) return;
            Guard(() => action(item));
        }
    }

    /// <summary>Works on each of several things as <see cref="ForEach{T}"/> does, and shows how far it is where that takes a while.</summary>
    private protected void ForEachWithProgress<T>(IReadOnlyCollection<T> items, string activity, Action<T> action)
    {
        var done = 0;
        WithProgress(activity, show => ForEach(items, item =>
        {
            show(new Progress(done++, items.Count, $"{item}"));
            action(item);
        }));
    }

    /// <summary>Works, and shows how far the work says it is where that takes a while.</summary>
    private protected void WithProgress(string activity, Action<Action<Progress>> work)
    {
        var display = new ProgressDisplay(this, activity);
        try
        {
            work(display.Show);
        }
        finally
        {
            display.End();
        }
    }

    /// <summary>Reports an error of the core as an error record.</summary>
    private protected void Report(CNetException error) => WriteError(ToRecord(error));

    /// <summary>An error of the core as an error record.</summary>
    private protected static ErrorRecord ToRecord(CNetException error) => new(error, error.Code.ToString(), ErrorCategories.Of(error), error.Target)
    {
        ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Hint ?? "" },
    };

    /// <summary>What the previews of this cmdlet add up to, so that the second of two endpoints is shown with the second address.</summary>
    private protected Preview Foresight { get; } = new();

    /// <summary>Asks -WhatIf and -Confirm. What comes from a preview is only shown, as if -WhatIf were given.</summary>
    private protected Decision Ask(string target, string action, bool isPreview = false)
    {
        if (isPreview)
        {
            Host.UI.WriteLine($"What if: Performing the operation \"{action}\" on target \"{target}\".");
            return Decision.Preview;
        }
        if (ShouldProcess($"Performing the operation \"{action}\" on target \"{target}\".", $"{action}: {target}?", null, out var reason)) return Decision.Act;
        return reason == ShouldProcessReason.WhatIf ? Decision.Preview : Decision.Skip;
    }

    /// <summary>Joins an endpoint to a sandbox. An object means a sandbox that exists; a name may be that of one to make.</summary>
    private protected Endpoint Join(Endpoint endpoint, SandboxRef sandbox, JoinSpec spec, bool create, Preview? preview)
    {
        var isNew = sandbox is { Sandbox: null or { IsPreview: true }, IsCopy: false };
        return Controller.Sandboxes.Join(endpoint, isNew ? sandbox.Text : sandbox.Sandbox?.Id ?? sandbox.Text, spec, create && isNew, preview, Cancellation);
    }

    private void Guard(Action action)
    {
        ExceptionDispatchInfo? end = null;
        using (OperationLog.Listen(IsVerbose ? text => Tell(WriteVerbose, text) : null, text => Tell(WarnOnce, text)))
        {
            try
            {
                action();
            }
            catch (CNetException error)
            {
                Report(error);
            }
            catch (OperationCanceledException) when (Stopping)
            {
                // Ctrl+C: PowerShell says so itself.
            }
        }
        end?.Throw();

        // Whoever reads along may end the pipeline: after the change that is under way, and never in the middle of it.
        [SuppressMessage("Design", "CA1031", Justification = "It is thrown again.")]
        void Tell(Action<string> write, string text)
        {
            if (end is not null) return;
            try
            {
                write(text);
            }
            catch (Exception ending)
            {
                end = ExceptionDispatchInfo.Capture(ending);
            }
        }
    }

    /// <summary>What is read again and again is not complained of again and again.</summary>
    private void WarnOnce(string text)
    {
        if (_warnings.Add(text)) WriteWarning(text);
    }

    private bool IsVerbose => _isVerbose ??= MyInvocation.BoundParameters.TryGetValue("Verbose", out var asked)
        ? asked is SwitchParameter { IsPresent: true } or true
        : GetVariableValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>What -WhatIf and -Confirm say.</summary>
    private protected enum Decision
    {
        /// <summary>Do it.</summary>
        Act,

        /// <summary>Do nothing, and show what would be.</summary>
        Preview,

        /// <summary>Do nothing.</summary>
        Skip,
    }
}
