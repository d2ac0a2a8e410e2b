namespace SuperResFarm.Jobs.Rules;

/// <summary>Where the listing of a job's prefix stands. The numbers are stored: they never change.</summary>
public enum CrawlState
{
    /// <summary>There is none: all items were there when the job was submitted.</summary>
    None = 0,

    /// <summary>More items may come.</summary>
    GoingOn = 1,

    /// <summary>No more come.</summary>
    Ended = 2,

    /// <summary>A limit of the job ended it; it goes on when the job is asked for again.</summary>
    Stopped = 3,
}
