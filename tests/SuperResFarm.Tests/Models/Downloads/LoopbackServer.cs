using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SuperResFarm.Tests.Models.Downloads;

/// <summary>A request as it came over the wire.</summary>
public sealed record Asked(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte of the range asked for, or null when the whole file is.</summary>
    public int? From => Headers.TryGetValue("Range", out var range)
        ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture)
        : null;
}

/// <summary>An answer, right or wrong: what is sent is exactly what stands here.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Body">Bytes to send; <c>Content-Length</c> is theirs unless a header says otherwise.</param>
/// <param name="Headers">Further headers; one with an empty value is left out.</param>
public sealed record Reply(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>Bytes of the body after which the connection is closed, or held while <see cref="Hold"/> runs; null for all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether the connection stays open after <see cref="CutAfter"/> until the server is stopped.</summary>
    public bool Hold { get; init; }

    /// <summary>Whether the body is sent chunked, without its length.</summary>
    public bool Chunked { get; init; }

    public static Reply Plain(int status, params (string Name, string Value)[] headers) => new(status, Encoding.ASCII.GetBytes("sorry"), headers);
}

/// <summary>An HTTP server on this machine that can break every rule.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Func<Asked, Reply> _answer;
    private readonly Task _accepting;

    public LoopbackServer(Func<Asked, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The requests so far, in order.</summary>
    public IReadOnlyList<Asked> Requests => [.. _asked];

    public Uri Root => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public Uri Url(string path = "model.pth") => new(Root, path);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream) is not { } asked)
                return;
            _asked.Enqueue(asked);
            await SendAsync(stream, _answer(asked));
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The client went, or the server was stopped.
        }
    }

    private async Task<Asked?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var words = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        // A connection that is closed with something unread takes its answer back.
        await stream.ReadExactlyAsync(new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)], _stop.Token);
        return new(words[0], words[1], headers);
    }

    private async Task SendAsync(NetworkStream stream, Reply reply)
    {
        var headers = new Dictionary<string, string> { ["Connection"] = "close" };
        if (reply.Chunked)
            headers["Transfer-Encoding"] = "chunked";
        else
            headers["Content-Length"] = reply.Body.Length.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in reply.Headers)
            headers[name] = value;
        var head = $"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\n"
            + string.Concat(headers.Where(header => header.Value.Length > 0).Select(header => $"{header.Key}: {header.Value}\r\n")) + "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        var body = reply.Body.AsMemory(0, Math.Min(reply.CutAfter ?? int.MaxValue, reply.Body.Length));
        if (reply.Chunked)
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), _stop.Token);
        await stream.WriteAsync(body, _stop.Token);
        if (reply.Hold)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        if (reply.Chunked && reply.CutAfter is null)
            await stream.WriteAsync(Encoding.ASCII.GetBytes("\r\n0\r\n\r\n"), _stop.Token);
    }
}
