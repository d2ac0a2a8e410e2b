using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>Asks the management API whether the policies that are shipped with the farm are in effect on its queues.</summary>
/// <param name="options">Valid options.</param>
/// <param name="time">For the age of an answer.</param>
internal sealed class QueuePolicies(BrokerOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(10);

    // The key of a policy, and what happens without it.
    private static readonly (string Key, string Without)[] _wanted =
    [
        ("delivery-limit", "a message that kills its worker comes back without end before RabbitMQ 4.0, and too seldom from then on"),
        ("dead-letter-exchange", "a message that came back too often is lost instead of kept in superres.dead"),
        ("dead-letter-strategy", "a dead letter can be lost on its way to superres.dead"),
        ("overflow", "the broker cannot promise that dead letters arrive"),
        ("consumer-timeout", "the broker takes back an image that takes longer than its own limit, usually 30 minutes"),
    ];

    // A policy with a key that the broker does not know yet is refused as a whole.
    private static readonly Version _knowsConsumerTimeout = new(3, 12);

    private readonly HttpClient _client = new()
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (long At, IReadOnlyList<string> Missing)? _last;

    /// <returns>One sentence for each thing that is missing. The answer may be some seconds old.</returns>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) > _fresh)
                _last = last = (time.GetTimestamp(), await AskAsync(ct));
            return last.Missing;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _turn.Dispose();
    }

    private async Task<IReadOnlyList<string>> AskAsync(CancellationToken ct)
    {
        try
        {
            var version = VersionOf((await GetAsync("api/overview", ct)).GetProperty("rabbitmq_version").GetString());
            var keys = new Dictionary<string, HashSet<string>>();
            foreach (var queue in QueueNames.Working)
                keys[queue] = KeysOf(await GetAsync($"api/queues/{Uri.EscapeDataString(options.VirtualHost)}/{queue}", ct));
            return [.. _wanted.Where(wanted => wanted.Key != "consumer-timeout" || version >= _knowsConsumerTimeout)
                .Select(wanted => (wanted, Queues: keys.Where(queue => !queue.Value.Contains(wanted.Key)).Select(queue => queue.Key).ToList()))
                .Where(missing => missing.Queues.Count > 0)
                .Select(missing => $"The policy {missing.wanted.Key} is not set for {string.Join(", ", missing.Queues)}: {missing.wanted.Without}.")];
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or KeyNotFoundException or IOException || fault is OperationCanceledException && !ct.IsCancellationRequested)
        {
            return [Explain(fault)];
        }
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken ct)
    {
        var root = options.Management!.AbsoluteUri.TrimEnd('/');   // asked only when it is set
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{root}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.ReadPassword()}")));
        using var response = await _client.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
        return document.RootElement.Clone();
    }

    // An empty set is written as a list.
    private static HashSet<string> KeysOf(JsonElement queue) =>
        queue.TryGetProperty("effective_policy_definition", out var policy) && policy.ValueKind == JsonValueKind.Object
            ? [.. policy.EnumerateObject().Select(key => key.Name)] : [];

    private static Version VersionOf(string? text) =>
        Version.TryParse((text ?? "").Split('-', '+')[0], out var version) ? version : _knowsConsumerTimeout;

    private string Explain(Exception fault) => fault switch
    {
        HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } =>
            $"The policies could not be checked: {options.Management} refuses the user {options.Username}; give it the tag monitoring.",
        HttpRequestException { StatusCode: { } status } => $"The policies could not be checked: {options.Management} answers {(int)status}.",
        _ => $"The policies could not be checked: {options.Management} does not answer; check Broker:Management.",
    };
}
