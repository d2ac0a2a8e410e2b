namespace SuperResFarm.Contracts.Failures;

/// <summary>What happens to an item after a failure; the place that throws decides.</summary>
public enum Disposition
{
    /// <summary>Never again: the source, the settings or the model would fail the same way.</summary>
    Reject,

    /// <summary>Try again at the cost of one attempt: a store or a device had a bad moment.</summary>
    Retry,

    /// <summary>Give back without charging an attempt: shutdown, lost device.</summary>
    Requeue,
}
