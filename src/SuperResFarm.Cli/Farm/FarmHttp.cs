using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using Polly;
using Polly.Retry;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>Sends requests to a farm, again and again where that may help, and tells well what went wrong where it does not.</summary>
internal sealed class FarmHttp : IDisposable
{
    private const int LargestBody = 64 << 20;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="farm">Its address, ending with a slash.</param>
    /// <param name="patience">How long it is waited for.</param>
    /// <param name="time">Clock.</param>
    /// <param name="key">Shown with every request; null: none is.</param>
    public FarmHttp(Uri farm, FarmPatience patience, TimeProvider time, KeyText? key = null)
    {
        (Patience, _time, Faults) = (patience, time, new FarmFaults(farm));
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = patience.Connect,
            UseCookies = false,
            UseProxy = !farm.IsLoopback,
        })
        {
            BaseAddress = farm,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestBody,
        };
        var version = typeof(FarmHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("superres", version));
    }

    /// <summary>Words for what goes wrong.</summary>
    public FarmFaults Faults { get; }

    /// <summary>How long the farm is waited for.</summary>
    public FarmPatience Patience { get; }

    /// <summary>Is told, once for each request, why it is waited.</summary>
    public Action<string> Waiting { get; set; } = _ => { };

    /// <summary>Sends a request and reads its answer; both are repeated after failures that may pass.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="request">What is asked.</param>
    /// <param name="read">Reads a good answer; it is told what the answer is, and disposes of it.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandException">The farm refuses, does not answer in time, or is none.</exception>
    public async Task<T> SendAsync<T>(FarmRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        long? since = null;
        var inDoubt = false;
        var patience = request.QuietPatience ?? Patience.Total;
        var again = new RetryStrategyOptions
        {
            ShouldHandle = attempt =>
            {
                since ??= _time.GetTimestamp();
                inDoubt |= MayHaveArrived(attempt.Outcome.Exception);
                var left = patience - _time.GetElapsedTime(since.Value);
                return ValueTask.FromResult(MayPass(attempt.Outcome.Exception) && left > (RetryAfter(attempt.Outcome.Exception) ?? TimeSpan.Zero));
            },
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = Patience.FirstWait,
            MaxDelay = Patience.LongestWait,
            // Everybody was told the same time: not all come back at the same moment.
            DelayGenerator = attempt => ValueTask.FromResult(
                RetryAfter(attempt.Outcome.Exception) is { } asked ? asked + (Patience.FirstWait * (1 + Random.Shared.NextDouble())) : (TimeSpan?)null),
            OnRetry = attempt =>
            {
                if (attempt.AttemptNumber == 0 && request.QuietPatience is null)
                    Waiting($"{Said(attempt.Outcome.Exception!)} Trying again for up to {Durations.Spelled(patience)}.");
                return ValueTask.CompletedTask;
            },
        };
        try
        {
            var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(again).Build();
            return await pipeline.ExecuteAsync(async token => await read(await AttemptAsync(request, token), token), ct);
        }
        catch (TransientAnswer busy)
        {
            throw Faults.Busy(busy, patience, inDoubt ? request.InDoubt : null);
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutException or IOException)
        {
            throw Faults.Unreachable(fault, inDoubt ? request.InDoubt : null);
        }
        catch (OperationCanceledException fault) when (ct.IsCancellationRequested && request.InDoubt is { } doubt)
        {
            throw new CommandException(ExitCodes.Interrupted, doubt, fault);
        }
    }

    /// <summary>Reads a good answer as a body.</summary>
    public async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            RequireMediaType(response, "application/json");
            try
            {
                return FarmBodies.Read<T>(await BytesAsync(response, ct));
            }
            catch (JsonException)
            {
                throw Faults.NoFarm(response, "JSON that is no answer to the question");
            }
        }
    }

    /// <exception cref="CommandException">The answer is something else: no farm, or a proxy's own page.</exception>
    public void RequireMediaType(HttpResponseMessage response, params string[] right)
    {
        var found = response.Content.Headers.ContentType?.MediaType;
        if (!right.Contains(found, StringComparer.OrdinalIgnoreCase))
            throw Faults.NoFarm(response, found is null ? "without content" : Shown.Of(found));
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AttemptAsync(FarmRequest request, CancellationToken ct)
    {
        var limit = request.Limit ?? Patience.Silence;
        using var clock = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, ct);
        using var message = request.Message();
        if (message.Content is FileContent file)
            file.PieceSent = () => clock.CancelAfter(limit);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException fault) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException(
                clock.IsCancellationRequested ? $"no answer within {Durations.Spelled(limit)}" : $"no connection within {Durations.Spelled(Patience.Connect)}", fault);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await FaultOfAsync(response, ct);
    }

    private async Task<Exception> FaultOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var problem = await ProblemAsync(response, ct);
        var wait = WaitOf(response);
        // 409 with a time to come back: the same submission is being read, as when its first try was cut off.
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            || (response.StatusCode == HttpStatusCode.Conflict && wait is not null))
            return new TransientAnswer($"answers {FarmFaults.StatusOf(response)}{(problem?.Detail is { } why ? $": {Shown.Of(why).TrimEnd('.')}" : "")}.", wait);
        return problem is not null ? FarmFaults.Refused(problem, response.StatusCode)
            : (int)response.StatusCode is >= 300 and < 400 ? Faults.Redirected(response)
            : Faults.NoFarm(response, response.Content.Headers.ContentType?.MediaType ?? "without content");
    }

    private async Task<ProblemBody?> ProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (!ProblemBody.MediaType.Equals(response.Content.Headers.ContentType?.MediaType, StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return FarmBodies.Read<ProblemBody>(await BytesAsync(response, ct));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var clock = new CancellationTokenSource(Patience.Silence, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, ct);
        try
        {
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (OperationCanceledException fault) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"the answer was not whole within {Durations.Spelled(Patience.Silence)}", fault);
        }
    }

    private TimeSpan? WaitOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? _time.GetUtcNow()) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static TimeSpan? RetryAfter(Exception? fault) => (fault as TransientAnswer)?.RetryAfter;

    private static string Said(Exception fault) => fault is TransientAnswer busy ? $"The farm {busy.Message}" : $"The farm does not answer: {FarmFaults.CauseOf(fault)}.";

    private static bool MayHaveArrived(Exception? fault) => fault is TimeoutException or IOException
        or HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError) };

    private static bool MayPass(Exception? fault) => fault switch
    {
        TransientAnswer or TimeoutException => true,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.InvalidResponse
                or HttpRequestError.VersionNegotiationError or HttpRequestError.UserAuthenticationError or HttpRequestError.ConfigurationLimitExceeded
        } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError, InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } => false,
        HttpRequestException or IOException => true,
        _ => false,
    };
}
