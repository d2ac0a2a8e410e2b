using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Farm;

/// <summary>
/// Speaks with an object store by addresses that a farm has signed. It never has the farm's key, and no message tells an address: whoever has one may use it.
/// </summary>
/// <param name="patience">How long the store is waited for.</param>
/// <param name="time">Clock.</param>
internal sealed partial class StoreHttp(FarmPatience patience, TimeProvider time) : IDisposable
{
    private const int LongestFault = 1 << 12;

    private readonly Lazy<HttpClient> _near = new(() => Client(patience, proxy: false));
    private readonly Lazy<HttpClient> _far = new(() => Client(patience, proxy: true));

    /// <summary>Sends a request and reads its answer; both are repeated after failures that may pass.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="url">Where to.</param>
    /// <param name="make">Makes the request for each try.</param>
    /// <param name="read">Reads a good answer.</param>
    /// <param name="what">What it is about, for messages.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="LinkExpiredException">The store says that the address is not valid, maybe not any more.</exception>
    /// <exception cref="CommandException">The store refuses or does not answer in time.</exception>
    public async Task<T> SendAsync<T>(Uri url, Func<HttpRequestMessage> make, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string what, CancellationToken ct)
    {
        var (since, pause) = (time.GetTimestamp(), patience.FirstWait);
        while (true)
        {
            try
            {
                using var message = make();
                using var response = await AttemptAsync(url, message, ct);
                return await read(response, ct);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException { InnerException: not null } or TimeoutException or HttpIOException && !ct.IsCancellationRequested)
            {
                if (time.GetElapsedTime(since) + pause > patience.Total)
                    throw new CommandException(ExitCodes.Environment,
                        $"{what}: the store at {url.Host} does not do it: {FarmFaults.CauseOf(fault)}. Run the same again, which goes on; if it is never reached, ask the farm's operator for Storage:S3:PublicEndpoint.", fault);
            }
            await Task.Delay(pause * (1 + (Random.Shared.NextDouble() / 2)), time, ct);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, patience.LongestWait.Ticks));
        }

        async Task<HttpResponseMessage> AttemptAsync(Uri to, HttpRequestMessage message, CancellationToken stop)
        {
            using var clock = new CancellationTokenSource(patience.Silence, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, stop);
            if (message.Content is FileContent file)
                file.PieceSent = () => clock.CancelAfter(patience.Silence);
            HttpResponseMessage response;
            try
            {
                response = await (to.IsLoopback ? _near : _far).Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            }
            catch (OperationCanceledException fault) when (!stop.IsCancellationRequested)
            {
                throw new TimeoutException($"no answer within {Durations.Spelled(patience.Silence)}", fault);
            }
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await FaultOfAsync(response, to, what, either.Token);
        }
    }

    public void Dispose()
    {
        foreach (var client in new[] { _near, _far }.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private static async Task<Exception> FaultOfAsync(HttpResponseMessage response, Uri url, string what, CancellationToken ct)
    {
        var status = FarmFaults.StatusOf(response);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError)
            return new HttpRequestException($"it answers {status}");
        var text = new byte[LongestFault];
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var length = await body.ReadAtLeastAsync(text, LongestFault, throwOnEndOfStream: false, ct);
        var code = Code.Match(Encoding.ASCII.GetString(text, 0, length)) is { Success: true } named ? $"{status}, {named.Groups[1].Value}" : status;
        return response.StatusCode == HttpStatusCode.Forbidden ? new LinkExpiredException($"{what}: the store at {url.Host} refuses ({code}).")
            : new CommandException(ExitCodes.SomeFailed, $"{what}: the store at {url.Host} refuses ({code}).");
    }

    private static HttpClient Client(FarmPatience patience, bool proxy) => new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = patience.Connect, UseCookies = false, UseProxy = proxy })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    [GeneratedRegex("<Code>([A-Za-z0-9]{1,64})</Code>")]
    private static partial Regex Code { get; }
}

/// <summary>An address is not valid, maybe not any more: another one may be.</summary>
/// <param name="message">Says so, without the address.</param>
internal sealed class LinkExpiredException(string message) : Exception(message);
