namespace SuperResFarm.Jobs.Rules;

/// <summary>Where a job stands. The numbers are stored: they never change.</summary>
public enum JobState
{
    /// <summary>Recorded; nothing of it has left yet.</summary>
    Accepted = 0,

    /// <summary>Something of it has left.</summary>
    Running = 1,

    /// <summary>Every item has ended; how, the counts say.</summary>
    Completed = 2,

    /// <summary>Somebody cancelled it before every item had ended.</summary>
    Cancelled = 3,
}
