namespace SuperResFarm.Jobs.Persistence;

/// <summary>What a transaction did to a job that others may want to be told of.</summary>
[Flags]
internal enum JobHappenings
{
    None = 0,
    Submitted = 1,
    Started = 2,
    Ended = 4,
    Reopened = 8,
    Stopped = 16,
}
