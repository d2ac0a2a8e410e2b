using System.Globalization;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Uploads;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Where results are: of one item, of all that have one, and the result itself.</summary>
internal static class LinkEndpoints
{
    private const char Listing = 'l';

    public static void Map(RouteGroupBuilder jobs)
    {
        jobs.MapGet("{id:guid}/items/{number:int:min(0)}/link", LinkAsync).NeedsScope(KeyScope.Read)
            .Says("getLink", "Tells where the result of an item can be fetched.", "409 until the item has succeeded.")
            .Produces<LinkBody>().Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        jobs.MapGet("{id:guid}/items/{number:int:min(0)}/content", ContentAsync).NeedsScope(KeyScope.Read)
            .Says("getContent", "Sends the result of an item itself, for clients that do not reach the store.", "ETag is the SHA-256 of the result; Range and If-None-Match are understood.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").Produces(StatusCodes.Status304NotModified)
            .Produces<Stream>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status410Gone, StatusCodes.Status416RangeNotSatisfiable);
        jobs.MapGet("{id:guid}/links", ListAsync).NeedsScope(KeyScope.Read)
            .Says("listLinks", "Tells where the results of all items that have succeeded can be fetched, in the order they were submitted; also while the job runs.")
            .Produces<Page<LinkBody>>().Fails(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> LinkAsync(HttpContext context, Guid id, int number, ResultLinks links, RequestFacts facts, JobReader reader, CancellationToken ct)
    {
        var (job, item, result) = await FindAsync(context, id, number, facts, reader, ct);
        return TypedResults.Ok(links.Of(job, item, result, context.Request));
    }

    private static async Task ContentAsync(HttpContext context, Guid id, int number, IObjectStore store, RequestFacts facts, JobReader reader, CancellationToken ct)
    {
        var (_, item, result) = await FindAsync(context, id, number, facts, reader, ct);
        await ResultContent.SendAsync(context, store, ObjectUri.Parse(item.Target), result);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Guid id, string? limit, string? cursor, ResultLinks links, RequestFacts facts, JobReader reader, CancellationToken ct)
    {
        var most = RequestFacts.LimitOf(limit);
        var after = Cursor.Read<int>(Listing, cursor, place => int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : null);
        var job = await JobEndpoints.FindAsync(context, id, facts, reader, ct);
        var items = await reader.ListItemsAsync(job.Id, ItemState.Succeeded, after, most + 1, ct);
        return TypedResults.Ok(new Page<LinkBody>([.. items.Take(most).Where(item => item.Result is not null).Select(item => links.Of(job, item, item.Result!, context.Request))],
            items.Count > most ? Cursor.Of(Listing, items[most - 1].Number.ToString(CultureInfo.InvariantCulture)) : null));
    }

    private static async Task<(JobView Job, ItemView Item, ItemResult Result)> FindAsync(
        HttpContext context, Guid id, int number, RequestFacts facts, JobReader reader, CancellationToken ct)
    {
        var job = await JobEndpoints.FindAsync(context, id, facts, reader, ct);
        var item = (await reader.ListItemsAsync(job.Id, null, number - 1, 1, ct)).FirstOrDefault(item => item.Number == number)
            ?? throw new ProblemException(StatusCodes.Status404NotFound, "item-unknown", $"Job {id} has no item {number}.");
        return item is { State: ItemState.Succeeded, Result: { } result } ? (job, item, result)
            : throw new ProblemException(StatusCodes.Status409Conflict, "no-result", $"Item {number} of job {id} has no result: it is {item.State.ToString().ToLowerInvariant()}.");
    }
}
