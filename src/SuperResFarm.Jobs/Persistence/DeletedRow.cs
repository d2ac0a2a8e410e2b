namespace SuperResFarm.Jobs.Persistence;

/// <summary>A job that was deleted, whose own row is gone, while there are items of it. Times are Unix milliseconds of the database's clock.</summary>
internal sealed class DeletedRow
{
    public Guid JobId { get; init; }
    public required string Tenant { get; init; }
    public long DeletedAt { get; init; }

    /// <summary>How many items it had; their numbers begin at 0.</summary>
    public int Items { get; init; }

    /// <summary>The first item that is still there.</summary>
    public int Next { get; set; }

    /// <summary>Whether its results go too.</summary>
    public bool Results { get; init; }

    /// <summary>How many results were deleted, and how many were not what it had stored and stayed.</summary>
    public int ResultsDeleted { get; set; }
    public int ResultsKept { get; set; }

    /// <summary>See <see cref="JobRow.CancelUnsaid"/>.</summary>
    public bool CancelUnsaid { get; set; }

    /// <summary>Until when a process has the right to go on with it.</summary>
    public long? LeaseUntil { get; set; }

    /// <summary>Who asked for it, for the audit log.</summary>
    public required string Actor { get; init; }
    public required string Request { get; init; }
    public required string Address { get; init; }
}
