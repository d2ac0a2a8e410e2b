using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Api.Webhooks;

/// <summary>
/// Posts deliveries, signed by Standard Webhooks. Follows no redirect, uses no proxy, keeps no cookie and reads no answer but its status.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostDrained = 64 * 1024;

    private readonly HttpClient _http;
    private readonly SecretBox _box;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <param name="connection">The way out.</param>
    /// <param name="box">Opens secrets.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="time">Clock.</param>
    public WebhookSender(GuardedConnection connection, SecretBox box, IOptions<WebhookOptions> options, TimeProvider time)
    {
        (_box, _timeout, _time) = (box, options.Value.Timeout, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = connection.ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseDrainSize = MostDrained,
            MaxResponseHeadersLength = MostDrained / 1024,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // Receivers and their names are no business of our traces and metrics, nor ours of theirs.
            ActivityHeadersPropagator = null,
            MeterFactory = new Unheard(),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SuperResFarm-Webhooks", "1"));
    }

    /// <summary>Tries a delivery once.</summary>
    /// <param name="due">The delivery.</param>
    /// <param name="ct">Ends it; whether the receiver has got it is then not known.</param>
    public async Task<DeliveryTry> SendAsync(DueDelivery due, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            using var message = Message(due);
            using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode ? new DeliveryTry(true, (int)answer.StatusCode)
                : new DeliveryTry(false, (int)answer.StatusCode, Refusal(answer.StatusCode)) { RetryAfter = WaitOf(answer) };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new DeliveryTry(false, null, string.Create(CultureInfo.InvariantCulture, $"The receiver did not answer within {_timeout.TotalSeconds:0.###} s."));
        }
        catch (HttpRequestException fault)
        {
            return new DeliveryTry(false, null, Cause(fault));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Message(DueDelivery due)
    {
        var (id, now) = (due.Id.ToString(), _time.GetUtcNow().ToUnixTimeSeconds());
        var message = new HttpRequestMessage(HttpMethod.Post, due.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(due.Body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        message.Headers.Add("webhook-id", id);
        message.Headers.Add("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
        message.Headers.Add("webhook-signature", string.Join(' ', due.Secrets.Select(secret => WebhookSecret.Sign(_box.Open(due.WebhookId, secret), id, now, due.Body))));
        return message;
    }

    private TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    private static string Refusal(HttpStatusCode status) => (int)status switch
    {
        >= 300 and < 400 => $"The receiver answered {(int)status}; redirects are not followed: give the address it leads to.",
        410 => "The receiver answered 410: it wants nothing more.",
        var other => $"The receiver answered {other}.",
    };

    // In our own words: the tenant reads it, and a receiver must not choose what stands there.
    private static string Cause(HttpRequestException fault) => fault switch
    {
        _ when fault.InnerException is ForbiddenAddressException forbidden => forbidden.Message,
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection: the receiver's certificate or TLS is not good.",
        { HttpRequestError: HttpRequestError.NameResolutionError } or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } }
            => "The receiver's name has no address.",
        { InnerException: SocketException } or { HttpRequestError: HttpRequestError.ConnectionError } => "The receiver could not be connected to.",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "The receiver broke the connection off.",
        _ => "What the receiver answered is no HTTP.",
    };

    // Names of receivers as tags would make as many series as there are receivers.
    private sealed class Unheard : IMeterFactory
    {
        private readonly Meter _meter = new("SuperResFarm.Unheard");

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
