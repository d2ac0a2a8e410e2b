using System.Globalization;
using Microsoft.Net.Http.Headers;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Items of a job: page by page, all in one report, and as they end.</summary>
internal static class ItemEndpoints
{
    private const char Listing = 'i';
    private const string JsonLines = "application/x-ndjson";
    private const string Csv = "text/csv";

    public static void Map(RouteGroupBuilder jobs)
    {
        jobs.MapGet("{id:guid}/items", ListAsync).NeedsScope(KeyScope.Read)
            .Says("listItems", "Lists a job's items in the order they were submitted.",
                "With source a page looks at a bounded number of items: it may be short, or empty, although nextCursor says that there are more.").Produces<Page<ItemBody>>().Fails(StatusCodes.Status404NotFound);
        jobs.MapGet("{id:guid}/report", ReportAsync).NeedsScope(KeyScope.Read)
            .Says("getReport", "One line for every item, in the order they were submitted; also while the job runs.",
                "The header Accept, or the query parameter format (jsonl or csv), which goes first, says how.")
            .Produces<ItemBody>(StatusCodes.Status200OK, JsonLines, Csv).Fails(StatusCodes.Status404NotFound, StatusCodes.Status406NotAcceptable);
        jobs.MapGet("{id:guid}/events", EventsAsync).NeedsScope(KeyScope.Read)
            .Says("watchJob", "Tells a job's life as server-sent events.",
                "progress with the job, at most once a second when something has changed; item with each item that has ended, with items=true; end with the job, and the stream "
                + "closes. Last-Event-ID goes on where a stream broke; 204 when there is nothing more to tell.")
            .Produces<JobBody>(StatusCodes.Status200OK, Events.SseFormat.MediaType).Produces(StatusCodes.Status204NoContent).Fails(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Guid id, string? status, string? errorCode, string? source, string? limit, string? cursor, RequestFacts facts, JobReader reader, CancellationToken ct)
    {
        var (most, query) = (RequestFacts.LimitOf(limit), ItemQuery.Of(status, errorCode, source));
        var after = Cursor.Read<int>(Listing, cursor, place => int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, query.Text);
        var job = await JobEndpoints.FindAsync(context, id, facts, reader, ct);
        var page = await reader.ListItemsAsync(job, query.Filter, after, most, ct);
        return TypedResults.Ok(new Page<ItemBody>([.. page.Items.Select(item => item.Body())],
            page.Next is { } next ? Cursor.Of(Listing, next.ToString(CultureInfo.InvariantCulture), query.Text) : null));
    }

    private static async Task ReportAsync(HttpContext context, Guid id, string? format, RequestFacts facts, JobReader reader, CancellationToken ct)
    {
        var wanted = FormatOf(format, context.Request);
        var job = await JobEndpoints.FindAsync(context, id, facts, reader, ct);
        var (type, extension) = wanted == ManifestFormat.Csv ? ($"{Csv}; charset=utf-8; header=present", "csv") : (JsonLines, "jsonl");
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{job.Id}.{extension}\"";
        await ReportWriter.WriteAsync(context.Response.BodyWriter, reader.ReportAsync(job.Id, ct).Select(item => item.Body()).Select(item => item with { Parameters = item.Parameters ?? job.Parameters }), wanted, ct);
    }

    private static async Task EventsAsync(HttpContext context, Guid id, string? items, RequestFacts facts, JobReader reader, EventStream stream, CancellationToken ct)
    {
        var wanted = items switch
        {
            null or "" or "false" => false,
            "true" => true,
            _ => throw ProblemException.Malformed("items-invalid", "items must be true or false."),
        };
        await stream.SendAsync(context, await JobEndpoints.FindAsync(context, id, facts, reader, ct), wanted);
    }

    private static ManifestFormat FormatOf(string? format, HttpRequest request) => format switch
    {
        "jsonl" => ManifestFormat.Jsonl,
        "csv" => ManifestFormat.Csv,
        null or "" => AcceptedBy(request),
        _ => throw ProblemException.Malformed("format-invalid", "format must be jsonl or csv."),
    };

    // The best by quality, and JSON lines where nothing is preferred.
    private static ManifestFormat AcceptedBy(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return ManifestFormat.Jsonl;
        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
            foreach (var (format, offered) in new[] { (ManifestFormat.Jsonl, JsonLines), (ManifestFormat.Csv, Csv) })
                if (new MediaTypeHeaderValue(offered).IsSubsetOf(new MediaTypeHeaderValue(type.MediaType)))
                    return format;
        throw new ProblemException(StatusCodes.Status406NotAcceptable, "not-acceptable", $"Reports are {JsonLines} or {Csv}; name one of them in Accept.");
    }
}
