using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class LogScanTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Log_OfEverything_HasNoSecretInAnyLine(DatabaseKind kind)
    {
        using var lines = new Lines();
        List<string> secrets;
        await using (var farm = await KeyedFarm.StartAsync(servers, kind, logs: lines))
        {
            var acme = await farm.TenantAsync("acme");
            var wrong = KeyText.Create().Reveal();
            secrets = [.. new[] { acme, wrong, farm.Admin.Reveal() }.Select(key => KeyText.Parse(key)!.Secret)];   // all three are keys
            var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, KeyedFarm.Items(3), ("Idempotency-Key", "k")), 202);
            await TestFarm.ProblemAsync(await farm.SubmitAsync(wrong, KeyedFarm.Items(3)), 401);
            await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Get, "/v1/jobs", null, null, ("X-Api-Key", wrong)), 401);
            await TestFarm.ProblemAsync(await farm.SubmitAsync(acme, TestFarm.Request(new ItemRequest("nonsense"))), 422);
            await TestFarm.ProblemAsync(await farm.GetAsync("/v1/admin/tenants", acme), 403);
            foreach (var path in new[] { "", "/items", "/report" })
                (await farm.GetAsync($"/v1/jobs/{job.Id}{path}", acme)).Dispose();
            (await farm.AdminAsync(HttpMethod.Get, "audit")).Dispose();
        }
        Assert.Contains(lines.All, line => line.StartsWith("Trace", StringComparison.Ordinal) || line.StartsWith("Debug", StringComparison.Ordinal));
        Assert.Contains(lines.All, line => line.Contains("is refused: there is no such key", StringComparison.Ordinal));
        Assert.All(lines.All, line =>
        {
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
            Assert.DoesNotContain("Bearer srf_", line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Authorization:", line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("a pepper of", line, StringComparison.Ordinal);
        });
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            All.Enqueue($"Scope {(state is IEnumerable<KeyValuePair<string, object?>> facts ? string.Join(' ', facts) : state.ToString())}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{logLevel} {formatter(state, exception)} {(state is IEnumerable<KeyValuePair<string, object?>> facts ? string.Join(' ', facts) : "")} {exception}");

        public void Dispose() => All.Enqueue("end");
    }
}
