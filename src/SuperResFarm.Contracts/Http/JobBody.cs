using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Http;

/// <summary>A job as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>accepted</c>, <c>running</c>, <c>completed</c> or <c>cancelled</c>; a job with failed items is completed, its counts say so.</param>
/// <param name="Priority">Whose queue its items take.</param>
/// <param name="Counts">Where its items stand.</param>
/// <param name="Parameters">How its items are enlarged.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="StartedAt">When something of it first left for a worker.</param>
/// <param name="FinishedAt">When its last item ended.</param>
public sealed record JobBody(
    Guid Id, string State, Priority Priority, CountsBody Counts, UpscaleParameters Parameters,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null)
{
    /// <summary>What its submitter has noted with it.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Until when images are begun; null: as long as it takes.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How much it may use; null: as much as it needs.</summary>
    public BudgetBody? Budget { get; init; }

    /// <summary>How much it has used.</summary>
    public SpentBody Spent { get; init; } = new(0, 0, 0);

    /// <summary>Why images of it were not done: <c>budget-spent</c> or <c>deadline-passed</c>; null: for no such reason.</summary>
    public string? StoppedBecause { get; init; }

    /// <summary>How far the listing of its prefix is; null: all images were known when it was accepted.</summary>
    public CrawlBody? Crawl { get; init; }

    /// <summary>When it will end; null: it has ended, or nothing is known yet of how long its items take.</summary>
    public EtaBody? Eta { get; init; }

    /// <summary>Whether nothing of it will change any more, unless somebody asks for its failed items again.</summary>
    public bool HasEnded() => State is "completed" or "cancelled";
}

/// <summary>How many items of a job stand where.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Pending">Not with the broker yet.</param>
/// <param name="Dispatched">With the broker.</param>
/// <param name="Running">With a worker.</param>
/// <param name="Succeeded">Stored.</param>
/// <param name="Failed">Without a result.</param>
/// <param name="Cancelled">Not wanted any more.</param>
public sealed record CountsBody(int Total, int Pending, int Dispatched, int Running, int Succeeded, int Failed, int Cancelled);

/// <summary>How many items an order to cancel or to retry has changed.</summary>
/// <param name="Items">That many.</param>
public sealed record ChangedBody(int Items);

/// <summary>A page of a listing.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="NextCursor">To be sent as <c>cursor</c> for the next page; null: this was the last.</param>
/// <typeparam name="T">What is listed.</typeparam>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null);
