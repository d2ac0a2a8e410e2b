using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>A request on its way to the store.</summary>
public sealed record Passing(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsPart => Method == "PUT" && Target.Contains("partNumber=", StringComparison.Ordinal);
    public bool IsBegin => Method == "POST" && Target.Contains("?uploads", StringComparison.Ordinal);
    public bool IsComplete => Method == "POST" && Target.Contains("uploadId=", StringComparison.Ordinal);
    public bool IsAbort => Method == "DELETE" && Target.Contains("uploadId=", StringComparison.Ordinal);
    public bool IsCopy => Headers.ContainsKey("x-amz-copy-source");
    public bool IsPut => Method == "PUT" && !IsPart && !IsCopy;
    public bool IsConditional => Headers.ContainsKey("If-None-Match");
}

/// <summary>What happens to a request.</summary>
public abstract record Fault
{
    /// <summary>The store is not asked; the client gets this answer.</summary>
    public sealed record Answer(int Status, string Code) : Fault;

    /// <summary>The store is not asked; the connection is reset.</summary>
    public sealed record Reset : Fault;

    /// <summary>The connection is closed after so many bytes of the answer's body.</summary>
    public sealed record Cut(int After) : Fault;

    /// <summary>Silence after so many bytes of the answer's body, the head included when it is negative.</summary>
    public sealed record Silence(int After) : Fault;

    /// <summary>The store does what is asked; its answer never arrives.</summary>
    public sealed record Lost : Fault;
}

/// <summary>Stands before a store and does to requests what bad networks and busy servers do. One request per connection.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly ConcurrentQueue<Passing> _seen = new();
    private readonly Uri _store;
    private readonly Func<Passing, Fault?> _rule;
    private readonly Task _accepting;

    /// <param name="store">Where requests go.</param>
    /// <param name="rule">What happens to each; null: nothing.</param>
    public FaultProxy(string store, Func<Passing, Fault?> rule)
    {
        (_store, _rule) = (new(store), rule);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<Passing> Seen => [.. _seen];

    /// <returns>A rule that does this to the first requests of a kind.</returns>
    public static Func<Passing, Fault?> First(int count, Func<Passing, bool> kind, Fault fault)
    {
        var left = count;
        return request => kind(request) && Interlocked.Decrement(ref left) >= 0 ? fault : null;
    }

    /// <returns>A rule that does this to every request of a kind.</returns>
    public static Func<Passing, Fault?> Every(Func<Passing, bool> kind, Fault fault) => request => kind(request) ? fault : null;

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
            if (await HeadAsync(stream) is not { } head)
                return;
            var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var words = lines[0].Split(' ');
            var request = new Passing(words[0], words[1], lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.OrdinalIgnoreCase));
            _seen.Enqueue(request);
            await (_rule(request) switch
            {
                Fault.Reset => ResetAsync(client),
                Fault.Answer answer => AnswerAsync(stream, request, answer),
                var fault => PassAsync(client, stream, head, request, fault),
            });
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the ends went, or the proxy was stopped.
        }
    }

    private async Task<string?> HeadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }
        return Encoding.Latin1.GetString([.. head]);
    }

    private static Task ResetAsync(TcpClient client)
    {
        client.Client.LingerState = new(enable: true, seconds: 0);
        client.Close();
        return Task.CompletedTask;
    }

    // The body is taken first: an answer before its end would arrive as a reset.
    private async Task AnswerAsync(NetworkStream stream, Passing request, Fault.Answer answer)
    {
        if (request.Headers.ContainsKey("Expect"))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
        var left = request.Headers.TryGetValue("Content-Length", out var length) ? long.Parse(length, CultureInfo.InvariantCulture) : 0;
        var buffer = new byte[1 << 16];
        while (left > 0 && await stream.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            left -= count;
        var body = request.Method == "HEAD" ? "" : $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{answer.Code}</Code><Message>made up</Message></Error>";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), _stop.Token);
    }

    private async Task PassAsync(TcpClient client, NetworkStream stream, string head, Passing request, Fault? fault)
    {
        using var store = new TcpClient();
        await store.ConnectAsync(_store.Host, _store.Port, _stop.Token);
        var upstream = store.GetStream();
        await upstream.WriteAsync(Encoding.Latin1.GetBytes(head[..^2] + "Connection: close\r\n\r\n"), _stop.Token);
        var sending = SendBodyAsync(stream, upstream);
        if (fault is Fault.Lost)
        {
            await upstream.CopyToAsync(Stream.Null, _stop.Token);
            await ResetAsync(client);
        }
        else if (fault is Fault.Cut(var end))
        {
            await PassSomeAsync(upstream, stream, end);
        }
        else if (fault is Fault.Silence(var start))
        {
            await PassSomeAsync(upstream, stream, start);
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        else
        {
            await upstream.CopyToAsync(stream, _stop.Token);
        }
        client.Close();
        await sending;
    }

    private async Task SendBodyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The talk is over.
        }
    }

    private async Task PassSomeAsync(NetworkStream from, NetworkStream to, int body)
    {
        if (await HeadAsync(from) is not { } head || body < 0)
            return;
        await to.WriteAsync(Encoding.Latin1.GetBytes(head), _stop.Token);
        var buffer = new byte[1 << 14];
        while (body > 0 && await from.ReadAsync(buffer.AsMemory(0, Math.Min(body, buffer.Length)), _stop.Token) is > 0 and var count)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            body -= count;
        }
    }
}
