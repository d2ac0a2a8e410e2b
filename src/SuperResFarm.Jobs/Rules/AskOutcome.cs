using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Rules;

/// <summary>What became of asking something of a job.</summary>
public enum AskOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>The tenant has no such job.</summary>
    Unknown,

    /// <summary>The job's state does not allow it.</summary>
    Refused,
}

/// <summary>What became of asking something of a job.</summary>
/// <param name="Outcome">Whether it is done.</param>
/// <param name="Items">How many items it changed.</param>
/// <param name="Because">The limit that refuses it; null: none does.</param>
public sealed record Asked(AskOutcome Outcome, int Items = 0, FailureCode? Because = null);
