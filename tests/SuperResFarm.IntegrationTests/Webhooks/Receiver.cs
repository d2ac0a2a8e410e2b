using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>A receiver of webhooks on the loopback, as a customer would write it from the specification; it shares no code with the farm.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Everything that came, in order.</summary>
    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>What it answers to each; 200 by default.</summary>
    public Func<Received, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    public string Url => $"{_app.Urls.First()}/hook";

    /// <summary>Settings of a farm that may reach it, and has little patience.</summary>
    public static Dictionary<string, string?> Settings(params (string Key, string Value)[] more) => new(
        new (string Key, string Value)[]
        {
            ("AllowPrivate:0", "127.0.0.0/8"), ("AllowHttp", "true"), ("Poll", "00:00:00.05"), ("FirstPause", "00:00:00.05"), ("LongestPause", "00:00:00.2"),
        }.Concat(more).Select(one => KeyValuePair.Create($"Webhooks:{one.Key}", (string?)one.Value)).GroupBy(one => one.Key).Select(same => same.Last()));

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/{**path}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <returns>What came of an event, in order.</returns>
    public IReadOnlyList<Received> Of(string type) => [.. All.Where(one => one.Type == type)];

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(
            context.Request.Headers["webhook-id"].Single() ?? "", context.Request.Headers["webhook-timestamp"].Single() ?? "",
            context.Request.Headers["webhook-signature"].Single() ?? "", body.ToArray(), context.Request.ContentType ?? "", [.. context.Request.Headers.Keys]);
        All.Enqueue(received);
        context.Response.StatusCode = await Answer(received);
        context.Response.Headers.Location = "/elsewhere";
    }
}

/// <summary>A webhook as it came.</summary>
internal sealed record Received(string Id, string Timestamp, string Signature, byte[] Body, string ContentType, IReadOnlyList<string> Headers)
{
    public JsonElement Json { get; } = JsonSerializer.Deserialize<JsonElement>(Body);

    public string Type => Json.GetProperty("type").GetString() ?? "";

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>Whether one of the signatures is of that secret, by the text of the specification.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret.Replace("whsec_", "", StringComparison.Ordinal));
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, content));
        return Signature.Split(' ').Any(one => one.Split(',') is ["v1", var given] && given == expected);
    }
}
