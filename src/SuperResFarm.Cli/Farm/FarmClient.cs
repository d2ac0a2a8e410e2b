using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>What can be asked of a farm. All calls end with a <see cref="CommandException"/> when the farm refuses or does not answer.</summary>
/// <param name="http">The way to it.</param>
internal sealed class FarmClient(FarmHttp http) : IDisposable
{
    private const int LongestPage = 1000;

    private const string Jobs = "v1/jobs";
    private const string Uploads = "v1/uploads";
    private const string Estimates = "v1/estimates";
    private const string Webhooks = "v1/webhooks";

    /// <summary>The way to it.</summary>
    public FarmHttp Http => http;

    /// <summary>Submits a job.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="list">The images, where the request itself does not name them.</param>
    /// <param name="key">Makes the same submission, sent twice, one job.</param>
    /// <param name="ct">Ends it.</param>
    public Task<JobBody> SubmitAsync(JobRequest request, LocalList? list, string key, CancellationToken ct)
    {
        var json = FarmBodies.Line(request);
        var post = new FarmRequest(HttpMethod.Post, list is null ? Jobs : $"{Jobs}?request={Uri.EscapeDataString(json)}")
        {
            Body = list is null ? () => new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) : list.Body,
            Header = ("Idempotency-Key", key),
            Limit = http.Patience.Submission,
            InDoubt = $"Whether the job was accepted is not known: the same command with --idempotency-key {key}{SameDeadline(request)} gives its id, or submits it if it was not.",
        };
        return http.SendAsync(post, http.ReadAsync<JobBody>, ct);
    }

    /// <summary>What a submission would take.</summary>
    /// <param name="request">What would be wanted.</param>
    /// <param name="list">The images, where the request itself does not name them.</param>
    /// <param name="ct">Ends it.</param>
    public Task<EstimateBody> EstimateAsync(JobRequest request, LocalList? list, CancellationToken ct) => http.SendAsync(
        new FarmRequest(HttpMethod.Post, list is null ? Estimates : $"{Estimates}?request={Uri.EscapeDataString(FarmBodies.Line(request))}")
        {
            Body = list is null ? () => Json(request) : list.Body,
            Limit = http.Patience.Submission,
        }, http.ReadAsync<EstimateBody>, ct);

    /// <summary>One job as it stands.</summary>
    public Task<JobBody> JobAsync(Guid id, CancellationToken ct) => GetAsync<JobBody>($"{Jobs}/{id}", ct);

    /// <summary>Jobs, the newest first.</summary>
    /// <param name="filter">As a query that begins with an ampersand; empty: all of them.</param>
    /// <param name="most">No more than that many.</param>
    /// <param name="ct">Ends it.</param>
    public IAsyncEnumerable<JobBody> JobsAsync(string filter, int most, CancellationToken ct) => PagesAsync<JobBody>(Jobs, filter, most, ct);

    /// <summary>Items of a job in their order.</summary>
    /// <param name="id">The job.</param>
    /// <param name="filter">As a query that begins with an ampersand; empty: all of them.</param>
    /// <param name="most">No more than that many.</param>
    /// <param name="ct">Ends it.</param>
    public IAsyncEnumerable<ItemBody> ItemsAsync(Guid id, string filter, int most, CancellationToken ct) => PagesAsync<ItemBody>($"{Jobs}/{id}/items", filter, most, ct);

    /// <summary>Where results can be fetched, of all items that have one.</summary>
    public IAsyncEnumerable<LinkBody> LinksAsync(Guid id, CancellationToken ct) => PagesAsync<LinkBody>($"{Jobs}/{id}/links", "", int.MaxValue, ct);

    /// <summary>Where the result of one item can be fetched.</summary>
    public Task<LinkBody> LinkAsync(Guid id, int number, CancellationToken ct) => GetAsync<LinkBody>(string.Create(CultureInfo.InvariantCulture, $"{Jobs}/{id}/items/{number}/link"), ct);

    /// <summary>Asks where files can be put.</summary>
    public Task<UploadBody> OpenUploadAsync(UploadRequest request, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Post, Uploads) { Body = () => Json(request) }, http.ReadAsync<UploadBody>, ct);

    /// <summary>Sends a file to the farm itself.</summary>
    /// <param name="upload">Id of the upload.</param>
    /// <param name="file">As it was announced.</param>
    /// <param name="content">Makes the body for each try.</param>
    /// <param name="ct">Ends it.</param>
    public Task<StoredBody> PutAsync(Guid upload, FileBody file, Func<FileContent> content, CancellationToken ct) => http.SendAsync(
        new FarmRequest(HttpMethod.Put, $"{Uploads}/{upload}/{string.Join('/', file.Name.Split('/').Select(Uri.EscapeDataString))}")
        {
            Body = content,
            Header = file.Headers.TryGetValue("Repr-Digest", out var digest) ? ("Repr-Digest", digest) : null,
        }, http.ReadAsync<StoredBody>, ct);

    /// <summary>Reads a result that the farm itself sends.</summary>
    /// <param name="id">The job.</param>
    /// <param name="number">Of the item.</param>
    /// <param name="read">Takes the bytes; is called again from the start when the connection broke.</param>
    /// <param name="ct">Ends it.</param>
    public Task<T> ContentAsync<T>(Guid id, int number, Func<Stream, CancellationToken, Task<T>> read, CancellationToken ct) => http.SendAsync(
        new FarmRequest(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{Jobs}/{id}/items/{number}/content")) { Accept = "*/*" },
        async (response, token) =>
        {
            using (response)
            {
                await using var body = new LivelyStream(await response.Content.ReadAsStreamAsync(token), http.Patience.Silence);
                return await read(body, token);
            }
        },
        ct);

    /// <summary>Cancels what has not ended.</summary>
    public Task<ChangedBody> CancelAsync(Guid id, CancellationToken ct) => OrderAsync(id, "cancel", ct);

    /// <summary>Does failed items again.</summary>
    /// <param name="id">The job.</param>
    /// <param name="request">New limits of the job; null: as they are.</param>
    /// <param name="ct">Ends it.</param>
    public Task<ChangedBody> RetryAsync(Guid id, RetryRequest? request, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Post, $"{Jobs}/{id}/retry") { Body = request is null ? null : () => Json(request) }, http.ReadAsync<ChangedBody>, ct);

    /// <summary>Forgets a job that has ended.</summary>
    /// <param name="id">The job.</param>
    /// <param name="results">Whether its results go too.</param>
    /// <param name="ct">Ends it.</param>
    public Task DeleteJobAsync(Guid id, bool results, CancellationToken ct) => DeleteAsync($"{Jobs}/{id}{(results ? "?results=true" : "")}", ct);

    /// <summary>Reads the report of a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="format"><c>jsonl</c> or <c>csv</c>.</param>
    /// <param name="read">Takes the bytes; is called again from the start when the connection broke.</param>
    /// <param name="ct">Ends it.</param>
    public Task ReportAsync(Guid id, string format, Func<Stream, CancellationToken, Task> read, CancellationToken ct)
    {
        var mediaTypes = format == "csv" ? new[] { "text/csv" } : ["application/x-ndjson", "application/jsonl"];
        return http.SendAsync(
            new FarmRequest(HttpMethod.Get, $"{Jobs}/{id}/report?format={format}") { Accept = mediaTypes[0] },
            async (response, token) =>
            {
                using (response)
                {
                    http.RequireMediaType(response, mediaTypes);
                    await using var body = new LivelyStream(await response.Content.ReadAsStreamAsync(token), http.Patience.Silence);
                    await read(body, token);
                    return true;
                }
            },
            ct);
    }

    /// <summary>Opens the stream of a job's events.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">Id of the last event that was seen; null: none.</param>
    /// <param name="again">Whether it was open before.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The answer, without content when nothing is left to tell; the caller disposes of it.</returns>
    public Task<HttpResponseMessage> EventsAsync(Guid id, string? after, bool again, CancellationToken ct)
    {
        var get = new FarmRequest(HttpMethod.Get, $"{Jobs}/{id}/events?items=true")
        {
            Accept = "text/event-stream",
            Header = after is null ? null : ("Last-Event-ID", after),
            QuietPatience = again ? http.Patience.Outage : null,
        };
        return http.SendAsync(
            get,
            (response, _) =>
            {
                if (response.StatusCode != HttpStatusCode.NoContent)
                    http.RequireMediaType(response, "text/event-stream");
                return Task.FromResult(response);
            },
            ct);
    }

    /// <summary>Webhooks, the oldest first.</summary>
    public async Task<IReadOnlyList<WebhookBody>> WebhooksAsync(CancellationToken ct) => (await GetAsync<Page<WebhookBody>>(Webhooks, ct)).Items;

    /// <summary>One webhook as it stands.</summary>
    public Task<WebhookBody> WebhookAsync(Guid id, CancellationToken ct) => GetAsync<WebhookBody>($"{Webhooks}/{id}", ct);

    /// <summary>Makes a webhook. Tried once: each try would make one, and tell its secret to nobody.</summary>
    public Task<WebhookBody> AddWebhookAsync(WebhookRequest request, CancellationToken ct) => http.SendAsync(
        new FarmRequest(HttpMethod.Post, Webhooks)
        {
            Body = () => Json(request),
            QuietPatience = TimeSpan.Zero,
            InDoubt = "Whether the webhook was made is not known: 'superres webhooks list' shows it; remove it then and make it again, for its secret is told once.",
        }, http.ReadAsync<WebhookBody>, ct);

    /// <summary>Changes what is given of a webhook.</summary>
    public Task<WebhookBody> ChangeWebhookAsync(Guid id, WebhookChange change, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Patch, $"{Webhooks}/{id}") { Body = () => Json(change) }, http.ReadAsync<WebhookBody>, ct);

    /// <summary>Gives a webhook a new secret. Tried once: the second new secret would end the one that receivers have.</summary>
    public Task<WebhookBody> RotateWebhookAsync(Guid id, CancellationToken ct) => http.SendAsync(
        new FarmRequest(HttpMethod.Post, $"{Webhooks}/{id}/rotate")
        {
            QuietPatience = TimeSpan.Zero,
            InDoubt = $"Whether the secret was changed is not known: 'superres webhooks show {id}' tells until when an old one signs. If it does, make a new webhook instead.",
        }, http.ReadAsync<WebhookBody>, ct);

    /// <summary>Forgets a webhook.</summary>
    public Task RemoveWebhookAsync(Guid id, CancellationToken ct) => DeleteAsync($"{Webhooks}/{id}", ct);

    /// <summary>Deliveries of a webhook, the newest first.</summary>
    public IAsyncEnumerable<DeliveryBody> DeliveriesAsync(Guid id, int most, CancellationToken ct) => PagesAsync<DeliveryBody>($"{Webhooks}/{id}/deliveries", "", most, ct);

    /// <summary>One delivery as it stands.</summary>
    public Task<DeliveryBody> DeliveryAsync(Guid id, Guid delivery, CancellationToken ct) => GetAsync<DeliveryBody>($"{Webhooks}/{id}/deliveries/{delivery}", ct);

    /// <summary>Has a test delivered.</summary>
    public Task<DeliveryBody> TestWebhookAsync(Guid id, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Post, $"{Webhooks}/{id}/test"), http.ReadAsync<DeliveryBody>, ct);

    /// <summary>Has one delivery delivered again.</summary>
    public Task<DeliveryBody> ReplayAsync(Guid id, Guid delivery, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Post, $"{Webhooks}/{id}/deliveries/{delivery}/replay"), http.ReadAsync<DeliveryBody>, ct);

    /// <summary>Has everything since a time delivered again.</summary>
    public Task<ReplayBody> ReplayAsync(Guid id, DateTimeOffset since, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Post, $"{Webhooks}/{id}/replay?since={Uri.EscapeDataString(since.ToString("O", CultureInfo.InvariantCulture))}"), http.ReadAsync<ReplayBody>, ct);

    public void Dispose() => http.Dispose();

    // One that was given from now on would be another one the next time.
    private static string SameDeadline(JobRequest request) => request.Deadline is { } deadline ? $" and --deadline {deadline.ToString("O", CultureInfo.InvariantCulture)}" : "";

    private static StringContent Json<T>(T body) => new(FarmBodies.Line(body), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

    private Task<ChangedBody> OrderAsync(Guid id, string order, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Post, $"{Jobs}/{id}/{order}"), http.ReadAsync<ChangedBody>, ct);

    private Task<bool> DeleteAsync(string path, CancellationToken ct) => http.SendAsync(
        new FarmRequest(HttpMethod.Delete, path),
        (response, _) =>
        {
            response.Dispose();
            return Task.FromResult(true);
        },
        ct);

    private Task<T> GetAsync<T>(string path, CancellationToken ct) => http.SendAsync(new FarmRequest(HttpMethod.Get, path), http.ReadAsync<T>, ct);

    private async IAsyncEnumerable<T> PagesAsync<T>(string path, string filter, int most, [EnumeratorCancellation] CancellationToken ct)
    {
        var left = most;
        string? cursor = null;
        do
        {
            var limit = Math.Min(left, LongestPage).ToString(CultureInfo.InvariantCulture);
            var page = await GetAsync<Page<T>>($"{path}?limit={limit}{filter}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", ct);
            foreach (var one in page.Items.Take(left))
                yield return one;
            left -= page.Items.Count;
            cursor = page.NextCursor;
        }
        while (left > 0 && cursor is not null);
    }
}
