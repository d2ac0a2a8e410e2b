namespace SuperResFarm.Contracts.Failures;

/// <summary>A failure with a code, a decision about what happens next, and a message fit for the user.</summary>
/// <param name="code">Why.</param>
/// <param name="next">What happens to the item.</param>
/// <param name="publicMessage">One sentence that names the thing and the remedy; carries no paths of the machine's internals.</param>
/// <param name="cause">The technical cause, for the log only.</param>
public sealed class FarmException(FailureCode code, Disposition next, string publicMessage, Exception? cause = null)
    : Exception(publicMessage, cause)
{
    /// <summary>Why.</summary>
    public FailureCode Code => code;

    /// <summary>What happens to the item.</summary>
    public Disposition Next => next;

    /// <summary>A failure that would repeat: the item is closed.</summary>
    public static FarmException Rejected(FailureCode code, string publicMessage, Exception? cause = null) =>
        new(code, Disposition.Reject, publicMessage, cause);
}
