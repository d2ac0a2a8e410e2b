using System.Diagnostics;
using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Api;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>What docs/webhooks.md tells receivers to do, done: its Python verifies what the farm really sends, and nothing else.</summary>
[Collection(JobsServers.Collection)]
public class DocumentedVerifierTests(JobsServers servers)
{
    [PythonFact]
    public async Task Python_OfTheManual_TakesDeliveriesAndRefusesForgeries()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, settings: Receiver.Settings(), broker: new MemoryBroker { Worker = item => [item.Upscaled()] });
        var webhook = await farm.HookAsync(receiver.Url, "job.completed", "item.succeeded");
        await farm.EndAsync((await farm.SubmitAsync(3, "s3://images/ü{0}.png")).Id);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 4));
        var rotated = await farm.PostAsync<WebhookBody>($"/v1/webhooks/{webhook.Id}/rotate", 200);
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/test", 202);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 5));

        var told = receiver.All.ToList();
        var last = told[^1];
        Assert.All(await VerifyAsync(webhook.Secret!, told), Assert.True);   // the old secret still signs
        Assert.Equal([false, false, false, false, true], await VerifyAsync(rotated.Secret!, told));
        Assert.Equal([false, false, false, false], await VerifyAsync(webhook.Secret!,
        [
            last with { Body = [.. last.Body, (byte)' '] }, last with { Id = told[0].Id }, last with { Timestamp = "1614265330" }, last with { Signature = "v1,g0hM9SsE v2,x" },
        ]));
    }

    private static async Task<IReadOnlyList<bool>> VerifyAsync(string secret, IEnumerable<Received> told)
    {
        var manual = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "webhooks.md"));
        var code = manual.Split("```python\n")[1].Split("```")[0];
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", code + "\nimport json, sys\nfor t in json.load(sys.stdin):\n    print(verify(t['secret'], t['headers'], base64.b64decode(t['body'])))\n"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;   // started by file name: never null
        await python.StandardInput.WriteAsync(JsonSerializer.Serialize(told.Select(one => new
        {
            secret,
            headers = new Dictionary<string, string> { ["webhook-id"] = one.Id, ["webhook-timestamp"] = one.Timestamp, ["webhook-signature"] = one.Signature },
            body = Convert.ToBase64String(one.Body),
        })));
        python.StandardInput.Close();
        var said = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(bool.Parse)];
    }
}

/// <summary>A fact that needs Python 3, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "python3"))) ? null : "python3 is not installed.";
}
