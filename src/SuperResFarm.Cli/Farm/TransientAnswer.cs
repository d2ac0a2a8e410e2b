namespace SuperResFarm.Cli.Farm;

/// <summary>An answer that says: not now.</summary>
/// <param name="says">The answer, to follow the farm's address.</param>
/// <param name="retryAfter">When to come back, if it says so.</param>
internal sealed class TransientAnswer(string says, TimeSpan? retryAfter) : Exception(says)
{
    /// <summary>When to come back, if it says so.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
