using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>An HTTP service on this machine that plays a farm as a test tells it to, in good days and bad.</summary>
internal sealed class FakeFarm : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RequestDelegate>> _answers = new();
    private readonly ConcurrentQueue<Received> _received = new();

    private FakeFarm(WebApplication app) => _app = app;

    // A broken connection takes with it what the program has not read yet; no test counts on this time being enough.
    private static readonly TimeSpan _unread = TimeSpan.FromSeconds(0.3);

    public static Guid JobId { get; } = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<Received> Requests => [.. _received];

    public static async Task<FakeFarm> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var farm = new FakeFarm(app);
        app.Run(farm.AnswerAsync);
        await app.StartAsync();
        return farm;
    }

    /// <summary>Answers one kind of request, call after call; the last answer stays.</summary>
    /// <param name="request">Method and path without query, as in <c>GET /v1/jobs</c>.</param>
    /// <param name="answers">In order.</param>
    public FakeFarm On(string request, params RequestDelegate[] answers)
    {
        _answers[request] = new(answers);
        return this;
    }

    /// <summary>A job as it stands.</summary>
    public static JobBody Job(int total, int succeeded = 0, int failed = 0, int cancelled = 0, int running = 0, string? state = null)
    {
        var pending = total - succeeded - failed - cancelled - running;
        var began = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        state ??= pending + running == 0 ? "completed" : "running";
        return new(
            JobId, state, Priority.Bulk, new(total, pending, 0, running, succeeded, failed, cancelled), new() { Model = "compact", OutScale = 2.5, Quality = 80 },
            began, began.AddSeconds(1), state is "completed" or "cancelled" ? began.AddSeconds(11) : null);
    }

    /// <summary>An item that has ended.</summary>
    public static ItemBody Item(int number, string? error = null) => new(
        number, error is null ? "succeeded" : "failed", 1, $"s3://in/{number}.png", $"s3://out/{number}.png", 1, DateTimeOffset.UnixEpoch, "worker-1", "cpu",
        error is null ? null : new(error, "It is not good."), error is not null ? null : new(new string('a', 64), 1000, 40, 30, 20, 15, new string('b', 64), Adopted: false, TimeSpan.FromSeconds(1.5)));

    public static RequestDelegate Json<T>(T body, int status = 200) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, FarmJson.Options);
    };

    public static RequestDelegate Problem(int status, string detail, string? retryAfter = null, params MistakeBody[] mistakes) => context =>
    {
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ProblemBody
            {
                Status = status,
                Detail = detail,
                Code = "some-code",
                TraceId = "trace-7",
                Errors = mistakes.Length > 0 ? mistakes : null,
            },
            FarmJson.Options, ProblemBody.MediaType);
    };

    public static RequestDelegate Text(int status, string mediaType, string text) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync(text);
    };

    /// <summary>Sends pieces of a body one by one; a null breaks the connection.</summary>
    public static RequestDelegate Pieces(string mediaType, params string?[] pieces) => async context =>
    {
        context.Response.ContentType = mediaType;
        foreach (var piece in pieces)
        {
            if (piece is null)
            {
                await Task.Delay(_unread);
                context.Abort();
                return;
            }
            await context.Response.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
        }
    };

    /// <summary>Events as they go over the wire; see <see cref="Pieces"/>.</summary>
    public static RequestDelegate Events(params string?[] events) => Pieces("text/event-stream", events);

    /// <summary>Plays a farm whose connections never last: each sends what follows the last event that was seen, breaks after some events, and so on.</summary>
    /// <param name="atOnce">Events on one connection.</param>
    /// <param name="events">All of them; the place of each in the list, from 1, is its id.</param>
    public static RequestDelegate Resumed(int atOnce, params string[] events) => context =>
    {
        var seen = context.Request.Headers["Last-Event-ID"] is [{ } id] ? int.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : 0;
        List<string?> sent = [.. events.Skip(seen).Take(atOnce)];
        if (events.Length > seen + atOnce)
            sent.AddRange(["id: 99\nevent: it", null]);
        return Events([.. sent])(context);
    };

    public static string Event<T>(string kind, int id, T body) => $"id: {id}\nevent: {kind}\ndata: {System.Text.Json.JsonSerializer.Serialize(body, FarmJson.Options)}\n\n";

    /// <summary>Breaks the connection instead of answering.</summary>
    public static Task Break(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();   // whatever still streams is broken off
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        _received.Enqueue(new(method, path, context.Request.Query, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetString(body.ToArray())));
        if (!_answers.TryGetValue($"{method} {path}", out var answers))
        {
            await Problem(404, $"There is nothing at {path}.")(context);
            return;
        }
        var answer = answers.Count > 1 && answers.TryDequeue(out var next) ? next : answers.TryPeek(out var last) ? last : throw new InvalidOperationException("No answer was given.");
        await answer(context);
    }
}

/// <summary>A request as it came.</summary>
internal sealed record Received(string Method, string Path, IQueryCollection Query, IReadOnlyDictionary<string, string> Headers, string Body);
