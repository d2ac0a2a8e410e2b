using System.Net;
using System.Net.Http.Headers;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models.Downloads;

/// <summary>Brings the missing bytes of one file, attempt by attempt.</summary>
/// <param name="sender">Asks the server.</param>
/// <param name="request">What to fetch.</param>
/// <param name="part">Where the bytes go.</param>
/// <param name="folder">Folder of the part.</param>
/// <param name="options">How patient to be.</param>
/// <param name="failures">Words for what goes wrong.</param>
/// <param name="time">The clock.</param>
internal sealed class Transfer(
    RedirectingSender sender,
    DownloadRequest request,
    PartFile part,
    string folder,
    DownloadOptions options,
    DownloadFailures failures,
    TimeProvider time)
{
    private readonly byte[] _buffer = new byte[128 << 10];
    private bool _hasAnswered;

    /// <summary>Length of the whole file, or null as long as nobody told.</summary>
    public long? Total => request.Bytes ?? part.Record?.Total;

    private Uri Host => sender.Host ?? request.Url;

    /// <summary>Makes one attempt, which goes on where the part ends.</summary>
    /// <returns>Null when the part is whole, else what interrupted the attempt.</returns>
    /// <exception cref="FarmException">Another attempt would fare no better.</exception>
    public async Task<Interruption?> AttemptAsync(IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        if (part.Length > 0 && part.Length == Total)
            return null;
        if (part.Record?.Validator is null)
            await part.RestartAsync();
        using var clock = new StallClock(options.StallTimeout, time, ct);
        try
        {
            using var response = await sender.GetAsync(request.Url, Prepare, clock.Token);
            _hasAnswered = true;
            return await BeginAsync(response) is { } end ? end.Interruption : await CopyAsync(response, clock, progress);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException fault) when (clock.HasStalled)
        {
            return new($"no byte came for {options.StallTimeout.TotalSeconds:0.###} s", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && IsFinal(fault))
        {
            throw failures.Unreachable(Host, fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return new(DownloadFailures.Cause(fault), fault);
        }
    }

    private void Prepare(HttpRequestMessage message)
    {
        message.Headers.AcceptEncoding.Add(new("identity"));
        if (part.Length == 0)
            return;
        message.Headers.Range = new RangeHeaderValue(part.Length, null);
        message.Headers.IfRange = part.Record!.Validator!.Condition();
    }

    // Once a server has answered, a lost connection is a bad moment; before that the way to it is missing.
    private bool IsFinal(Exception fault) =>
        fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
        || (!_hasAnswered && fault is OperationCanceledException
            or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError });

    /// <summary>Judges the head of an answer and brings the part in step with it.</summary>
    /// <returns>Null when its body is to be taken.</returns>
    private async Task<Answer?> BeginAsync(HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                await TakeAsync(response);
                return null;
            case HttpStatusCode.PartialContent when Continues(response):
                CheckRoom();
                return null;
            case HttpStatusCode.PartialContent:
                await part.RestartAsync();
                return new(new("the server sent another part than was asked for, or its file has changed"));
            case HttpStatusCode.RequestedRangeNotSatisfiable when Total is null && response.Content.Headers.ContentRange?.Length == part.Length:
                return new(null);
            case HttpStatusCode.RequestedRangeNotSatisfiable when part.Length > 0:
                await part.RestartAsync();
                return new(new("the file on the server has become shorter"));
            default:
                return new(Refusal(response));
        }
    }

    private async Task TakeAsync(HttpResponseMessage response)
    {
        var headers = response.Content.Headers;
        if (headers.ContentType?.MediaType is "text/html")
            throw failures.Refused(Host, "answers with a web page instead of a file (the login page of a network, or a moved file)");
        if (headers.ContentEncoding.Any(encoding => encoding != "identity"))
            throw failures.Refused(Host, $"sends the file encoded ({string.Join(", ", headers.ContentEncoding)}) though asked not to");
        // Whatever was there before, it is not what the server has now.
        await part.RestartAsync(new(request.Url, Validator.Of(response), headers.ContentLength));
        if (headers.ContentLength is { } length && length != (request.Bytes ?? length))
            throw failures.WrongLength(Host, $"has {length} bytes");
        if (headers.ContentLength is null && request is { Bytes: null, Sha256: null } && response.Headers.TransferEncodingChunked != true)
            throw failures.Refused(Host, "does not tell where the file ends, and nothing else tells whether it is whole");
        CheckRoom();
    }

    private bool Continues(HttpResponseMessage response) =>
        response.Content.Headers.ContentRange is { Unit: "bytes", From: { } from } range && from == part.Length && part.Length > 0
        && (range.Length is null || Total is null || range.Length == Total) && part.Record!.Validator!.Fits(response);

    private void CheckRoom()
    {
        if (Total - part.Length is { } missing && options.FreeBytes(folder) is { } free && free < missing)
            throw failures.NoRoom(missing, free);
    }

    private Interruption Refusal(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var answer = $"answers {status} {response.ReasonPhrase}".TrimEnd();
        if (status is not (408 or 425 or 429 or 500 or 502 or 503 or 504))
        {
            throw failures.Refused(Host, status switch
            {
                401 or 403 => $"refuses access ({answer})",
                404 or 410 => $"has no such file ({answer})",
                407 => $"is behind a proxy that wants a user name and password, which HTTPS_PROXY can give ({answer})",
                _ => answer,
            });
        }
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        return wait > options.LongestDelay
            ? throw failures.AskedToWait(Host, answer, wait.Value)
            : new($"the server {answer}", RetryAfter: wait > TimeSpan.Zero ? wait : null);
    }

    private async Task<Interruption?> CopyAsync(HttpResponseMessage response, StallClock clock, IProgress<DownloadProgress>? progress)
    {
        await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
        while (true)
        {
            clock.Reset();
            var read = await body.ReadAsync(_buffer, clock.Token);
            if (read == 0)
            {
                return part.Length > 0 && part.Length >= (Total ?? 0)
                    ? null
                    : new($"the file ended after {part.Length} of {Total?.ToString() ?? "an unknown number of"} bytes");
            }
            if (part.Length + read > (Total ?? options.MaxBytes))
            {
                await part.RestartAsync();
                throw failures.WrongLength(Host, $"goes on after {Total ?? options.MaxBytes} bytes");
            }
            await part.AppendAsync(_buffer.AsMemory(0, read));
            progress?.Report(new(part.Length, Total));
        }
    }

    /// <summary>An answer whose body is not taken.</summary>
    private sealed record Answer(Interruption? Interruption);
}
