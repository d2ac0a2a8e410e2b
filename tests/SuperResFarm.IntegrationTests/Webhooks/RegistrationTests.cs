using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Api;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.IntegrationTests.Webhooks;

[Collection(JobsServers.Collection)]
public class RegistrationTests(JobsServers servers)
{
    private const string Good = "https://hooks.example.com/x";

    [Theory, OnSqlite, OnPostgres]
    public async Task Webhook_FromItsMakingToItsEnd_NeverTellsItsSecretAgain(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var answer = await farm.Http.PostAsJsonAsync("/v1/webhooks", new WebhookRequest(Good, ["job.completed"], "For the archive"), FarmJson.Options);
        var made = await TestFarm.BodyAsync<WebhookBody>(answer, 201);
        Assert.Equal(($"/v1/webhooks/{made.Id}", "no-store"), (answer.Headers.Location?.OriginalString, answer.Headers.CacheControl?.ToString()));
        Assert.InRange(Convert.FromBase64String(made.Secret!["whsec_".Length..]).Length, 24, 64);

        var changed = await TestFarm.BodyAsync<WebhookBody>(await farm.PatchAsync(made.Id, new() { Url = Good + "/y", Events = ["item.failed"], Enabled = false }), 200);
        Assert.Equal((Good + "/y", "item.failed", "For the archive", false, "asked"), (changed.Url, changed.Events.Single(), changed.Description, changed.Enabled, changed.DisabledReason));
        var rotated = await farm.PostAsync<WebhookBody>($"/v1/webhooks/{made.Id}/rotate", 200);
        foreach (var path in new[] { "/v1/webhooks", $"/v1/webhooks/{made.Id}", $"/v1/webhooks/{made.Id}/deliveries" })
        {
            var text = await farm.Http.GetStringAsync(path);
            Assert.DoesNotContain("whsec", text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret\"", text, StringComparison.Ordinal);
        }
        Assert.NotEqual(made.Secret, rotated.Secret);
        Assert.Equal(204, (int)(await farm.Http.DeleteAsync($"/v1/webhooks/{made.Id}")).StatusCode);
        await TestFarm.ProblemAsync(await farm.Http.DeleteAsync($"/v1/webhooks/{made.Id}"), 404, "webhook-unknown");
        Assert.Empty((await farm.GetAsync<Page<WebhookBody>>("/v1/webhooks")).Items);
    }

    [Fact]
    public async Task Add_Mistakes_AreToldAllAtOnceAndNothingIsMade()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var wrong = new WebhookRequest("https://169.254.169.254/latest", ["job.completed", "job.exploded", "job.completed"], new string('x', 201));
        var problem = await TestFarm.ProblemAsync(await farm.Http.PostAsJsonAsync("/v1/webhooks", wrong, FarmJson.Options), 422, "settings-invalid");
        Assert.Equal(["/url", "/events/1", "/events/2", "/description"], problem.Errors!.Select(mistake => mistake.Pointer));
        foreach (var (body, status, code) in new[]
        {
            ("{\"url\":\"https://hooks.example.com/\",\"events\":[]}", 422, "settings-invalid"), ("{\"events\":[\"job.completed\"]}", 400, "json-invalid"), ("[]", 400, "json-invalid"),
            ("{\"url\":\"https://hooks.example.com/\",\"events\":[\"job.completed\"],\"secret\":\"mine\"}", 400, "json-invalid"),
        })
            await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/webhooks", new StringContent(body, Encoding.UTF8, "application/json")), status, code);
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/webhooks", new StringContent("a", Encoding.UTF8, "text/csv")), 415, "media-type-unsupported");
        Assert.Empty((await farm.GetAsync<Page<WebhookBody>>("/v1/webhooks")).Items);
        var made = await farm.HookAsync(Good, "job.completed");
        await TestFarm.ProblemAsync(await farm.PatchAsync(made.Id, new()), 422, "nothing-to-change");
        await TestFarm.ProblemAsync(await farm.PatchAsync(made.Id, new() { Url = "https://10.0.0.1/" }), 422, "settings-invalid");
        Assert.Equal(Good, (await farm.GetAsync<WebhookBody>($"/v1/webhooks/{made.Id}")).Url);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Add_MoreThanATenantMayHave_Is409(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, new() { ["Webhooks:MaxPerTenant"] = "2" });
        await farm.HookAsync(Good, "job.completed");
        await farm.HookAsync(Good, "job.completed");
        await TestFarm.ProblemAsync(await farm.Http.PostAsJsonAsync("/v1/webhooks", new WebhookRequest(Good, ["job.completed"]), FarmJson.Options), 409, "webhooks-too-many");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Secrets_WithAKey_AreSealedInTheDatabaseAndStillSign(DatabaseKind kind)
    {
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(("KeyFile", key)));
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        await using (var context = farm.Services.GetRequiredService<JobsDatabase>().Dialect.Open())
            Assert.StartsWith("gcm1:", (await context.Webhooks.SingleAsync()).Secret, StringComparison.Ordinal);
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/test", 202);
        await farm.DeliveryAsync(webhook.Id, one => one.State == "delivered");
        Assert.True(receiver.All.Single().IsSignedWith(webhook.Secret!));
        File.Delete(key);
    }

    [Fact]
    public async Task Deliveries_PageByPage_GiveEachOnceTheNewestFirst()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, settings: Receiver.Settings());
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        var ids = new List<Guid>();
        for (var test = 0; test < 5; test++)
        {
            ids.Insert(0, (await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/test", 202)).Id);
            await Task.Delay(2);   // ids of one millisecond have no order
        }
        var seen = new List<Guid>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await farm.GetAsync<Page<DeliveryBody>>($"/v1/webhooks/{webhook.Id}/deliveries?limit=2&cursor={cursor}");
            seen.AddRange(page.Items.Select(one => one.Id));
            cursor = page.NextCursor;
        }
        Assert.Equal(ids, seen);
    }
}
