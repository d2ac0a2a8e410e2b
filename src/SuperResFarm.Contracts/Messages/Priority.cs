namespace SuperResFarm.Contracts.Messages;

/// <summary>Which of the three queues a job's items take. The numbers are stored: they never change.</summary>
public enum Priority
{
    /// <summary>Somebody waits for it.</summary>
    High = 0,

    /// <summary>The usual.</summary>
    Normal = 1,

    /// <summary>Whole archives, done when nothing else is.</summary>
    Bulk = 2,
}
