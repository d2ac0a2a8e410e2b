namespace SuperResFarm.Jobs.Rules;

/// <summary>What can happen to an item.</summary>
public enum ItemEventKind
{
    /// <summary>The broker confirmed the message of an attempt.</summary>
    Confirmed,

    /// <summary>A worker began an attempt.</summary>
    Started,

    /// <summary>A worker is alive.</summary>
    Progressed,

    /// <summary>A worker stored the result.</summary>
    Upscaled,

    /// <summary>An attempt ended without a result.</summary>
    Failed,

    /// <summary>Nothing was heard of an attempt for too long.</summary>
    LeaseEnded,

    /// <summary>Somebody wants no more of the job.</summary>
    CancelAsked,

    /// <summary>Somebody wants failed items tried again.</summary>
    RetryAsked,
}
