using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>
/// The listing of a job's prefix, as far as the items that were written with it. It changes under the lock of the job's row, in the transaction that writes the
/// items; only its lease is taken without. Times are Unix milliseconds of the database's clock.
/// </summary>
internal sealed class CrawlRow
{
    public Guid JobId { get; init; }
    public required string Tenant { get; init; }

    /// <summary>As <see cref="JobRow.Crawl"/> of its job.</summary>
    public CrawlState State { get; set; }

    /// <summary>What whoever lists needs to know; nothing to this project.</summary>
    public required string Plan { get; init; }

    /// <summary>The last object that was listed; null: none was. Also the fencing token: who knows another one is not taken.</summary>
    public string? LastKey { get; set; }
    public int Found { get; set; }
    public long PassedOver { get; set; }

    /// <summary>Not to be gone on with before.</summary>
    public long DueAt { get; set; }

    /// <summary>Until when somebody lists.</summary>
    public long? LeaseUntil { get; set; }

    /// <summary>How often it failed since it last got on.</summary>
    public int Failures { get; set; }
    public string? Waiting { get; set; }
    public string? Error { get; set; }
}
