namespace SuperResFarm.Jobs.Rules;

/// <summary>Where an item stands. The numbers are stored: they never change.</summary>
public enum ItemState
{
    /// <summary>Nobody has it; the broker has not confirmed its message.</summary>
    Pending = 0,

    /// <summary>The broker has its message.</summary>
    Dispatched = 1,

    /// <summary>A worker has begun.</summary>
    Running = 2,

    /// <summary>The result is stored.</summary>
    Succeeded = 3,

    /// <summary>There will be no result, unless somebody asks for the failed items again.</summary>
    Failed = 4,

    /// <summary>Somebody cancelled the job first.</summary>
    Cancelled = 5,
}

/// <summary>What states have in common.</summary>
public static class ItemStates
{
    /// <returns>Whether no report changes the state any more.</returns>
    public static bool IsTerminal(this ItemState state) => state >= ItemState.Succeeded;
}
