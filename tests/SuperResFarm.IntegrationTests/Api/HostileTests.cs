using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class HostileTests(JobsServers servers)
{
    private const string Good = """{"items":[{"source":"s3://images/a.png"}],"output":"s3://results/","parameters":{"model":"bicubic"}}""";

    private static readonly string[] _values =
    [
        "null", "true", "0", "-1", "1e400", "-1e400", "1e-400", "99999999999999999999", "1.5", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[null]", "[[]]", "{}",
        "{\"a\":1}", "\"s3://\"", "\"s3://a/b\"", "\"s3://images/../../etc/passwd\"", "\"s3://images/%2e%2e/x.png\"", "\"file:///etc/passwd\"", "\"http://169.254.169.254/\"",
        $"\"{new string('a', 5000)}\"", "{\"uri\":null}", "{\"uri\":\"s3://images/\"}", "{\"uri\":\"s3://images/\",\"include\":[null]}", "[{\"source\":null}]",
        "[{\"source\":\"s3://images/a.png\",\"target\":\"\"}]", "{\"model\":\"bicubic\",\"outScale\":1e400}", "{\"model\":null}", "{\"model\":\"bicubic\",\"format\":\"../x\"}",
        "{\"model\":\"bicubic\",\"format\":\"\"}", "{\"model\":\"bicubic\",\"outWidth\":2147483647,\"outHeight\":2147483647}", "{\"model\":\"bicubic\",\"timeLimitSeconds\":1e-400}",
    ];

    [Fact]
    public async Task Submit_EveryMemberWithEveryOddValue_IsNever500()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        foreach (var member in new[] { "items", "manifest", "prefix", "output", "parameters", "priority", "attempts", "unknown", "Items" })
            foreach (var value in _values)
            {
                await SendAsync(farm, $"{{\"{member}\":{value},{Good[1..]}");
                await SendAsync(farm, $"{{\"parameters\":{{\"model\":\"bicubic\"}},\"output\":\"s3://results/\",\"{member}\":{value}}}");
            }
        foreach (var member in new[] { "model", "modelSha256", "outScale", "outWidth", "denoiseStrength", "deblock", "eightOrientations", "format", "quality", "strip", "timeLimitSeconds", "overwrite" })
            foreach (var value in _values)
                await SendAsync(farm, Good.Replace("\"bicubic\"", $"\"bicubic\",\"{member}\":{value}", StringComparison.Ordinal));
        foreach (var member in new[] { "source", "target", "version" })
            foreach (var value in _values)
            {
                await SendAsync(farm, Good.Replace("\"s3://images/a.png\"", $"\"s3://images/a.png\",\"{member}\":{value}", StringComparison.Ordinal));
                await SendAsync(farm, $"{{\"source\":\"s3://images/a.png\",\"{member}\":{value}}}", "application/x-ndjson");
            }
    }

    [Fact]
    public async Task Submit_DamagedBodies_AreNever500()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var random = new Random(7_104);
        var good = Encoding.UTF8.GetBytes(Good);
        for (var run = 0; run < 400; run++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await SendAsync(farm, bytes[..random.Next(bytes.Length + 1)], "application/json");
        }
        foreach (var part in new[] { "[", "{\"a\":", "{\"items\":[", "\"" })
            await SendAsync(farm, string.Concat(Enumerable.Repeat(part, 100_000)));
    }

    [Fact]
    public async Task Get_HostilePathsAndQueries_AreNever500()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(1);
        foreach (var odd in new[] { "%00", "%ff", "..%2f..%2fetc", "'; DROP TABLE jobs; --", "%0d%0aX: y", new string('a', 3000), "\u202e", "-9223372036854775808", "1e9" })
            foreach (var path in new[] { $"/v1/jobs/{odd}", $"/v1/jobs?cursor={odd}", $"/v1/jobs?limit={odd}", $"/v1/jobs/{job.Id}/items?status={odd}&cursor={odd}", $"/v1/jobs/{job.Id}/report?format={odd}", $"/{odd}" })
            {
                using var answer = await farm.Http.GetAsync(path);
                Assert.True((int)answer.StatusCode < 500, $"{path}: {answer.StatusCode}");
            }
        foreach (var id in new[] { "nonsense", "1-1.x", "-", "99999999999999999999999-1", "1-99999999999" })
        {
            var message = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{job.Id}/events");
            message.Headers.TryAddWithoutValidation("Last-Event-ID", id);
            using var answer = await farm.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            Assert.True((int)answer.StatusCode < 500, $"{id}: {answer.StatusCode}");
        }
    }

    private static Task SendAsync(TestFarm farm, string body, string type = "application/json") => SendAsync(farm, Encoding.UTF8.GetBytes(body), type);

    private static async Task SendAsync(TestFarm farm, byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        using var answer = type == "application/json" ? await farm.Http.PostAsync("/v1/jobs", content) : await farm.PostListAsync(TestFarm.Request(), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} to {Encoding.UTF8.GetString(body)[..Math.Min(body.Length, 300)]}: {text}");
        Assert.Equal((int)answer.StatusCode < 300 ? "application/json" : ProblemBody.MediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("SuperResFarm.", text);
        Assert.DoesNotContain("System.", text);
        Assert.DoesNotContain(farm.Folder, text);
    }
}
