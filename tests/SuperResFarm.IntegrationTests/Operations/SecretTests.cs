using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Faults;
using SuperResFarm.IntegrationTests.Webhooks;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>A farm of real processes that says all it can say: files are put into its store and fetched from there by signed addresses, and nothing secret is in what it says.</summary>
[Collection(FarmServers.Collection)]
public sealed class SecretTests(FarmServers servers, ITestOutputHelper output) : IDisposable
{
    private const string Pepper = "a pepper of thirty-two bytes or more";

    private static readonly string[] _levels = ["Default", "Microsoft", "System", "Microsoft.Hosting.Lifetime", "Microsoft.Extensions.Diagnostics.HealthChecks"];

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("superres-secrets-");
    private readonly KeyText _admin = KeyText.Create();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _secrets.Delete(recursive: true);
    }

    [FarmFact]
    public async Task Logs_AtTheirMostTalkative_HaveNoSecret()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await FarmRig.CreateAsync(servers, output);
        var api = farm.StartApi(settings: [.. await KeysAsync(), .. MonitoredFarm.Receivers, .. Talkative(), ("Api__UploadPrefix", $"s3://{farm.Bucket}/uploads/"), ("Api__ResultPrefix", $"s3://{farm.Bucket}/fetch/")]);
        var worker = farm.StartWorker(settings: Talkative());
        await farm.UntilAsync("the service begins", async () => (await farm.Client.GetAsync("/health/startup")).IsSuccessStatusCode ? "" : null);
        var key = await TenantAsync(farm);
        var webhook = await farm.HookAsync(receiver.Url, "job.completed", "item.succeeded", "item.failed");

        var images = FarmImages.All.Where(image => image.Key != "large.png").ToList();
        var upload = await OpenAsync(farm, [.. images.Select(image => new FileRequest($"Grüße/{image.Key}", image.Value.Length) { Sha256 = FileHash.Sha256(image.Value) })]);
        Assert.All(upload.Files, file => Assert.Contains("X-Amz-Signature", file.Url, StringComparison.Ordinal));
        var items = new List<ItemRequest>();
        foreach (var (file, (name, content)) in upload.Files.Zip(images))
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(file, [.. content, 1])).StatusCode);
            // One of them is not what was announced; its store does not compare, so the worker does.
            using var put = await PutAsync(file, name == "00.png" ? [.. content[..^1], (byte)(content[^1] ^ 1)] : content);
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
            items.Add(new ItemRequest(file.Uri, Version: put.Headers.ETag!.Tag));
        }
        var job = await farm.SubmitAsync(attempts: 1, request => request with { Prefix = null, Output = null, Items = items, Parameters = new UpscaleParameters { Model = "bicubic" } });
        var ended = await farm.EndedAsync(job);
        Assert.Equal((images.Count - 1, 1), (ended.Counts.Succeeded, ended.Counts.Failed));
        Assert.Equal("source-corrupt", (await farm.ItemsAsync(job)).Single(item => item.State == "failed").Error?.Code);

        var links = (await farm.Client.GetFromJsonAsync<Page<LinkBody>>($"/v1/jobs/{job}/links?limit=1000", FarmJson.Options))!.Items;
        Assert.Equal(images.Count - 1, links.Count);
        foreach (var link in links)
        {
            Assert.StartsWith("Grüße/", link.Name, StringComparison.Ordinal);
            Assert.Equal(link.Sha256, FileHash.Sha256(await _http.GetByteArrayAsync(new Uri(link.Url))));
            Assert.Equal(link.Sha256, FileHash.Sha256(await farm.Client.GetByteArrayAsync($"/v1/jobs/{job}/items/{link.Number}/content")));
            using var tampered = await _http.GetAsync(new Uri(link.Url.Replace("X-Amz-Signature=", "X-Amz-Signature=0", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.Forbidden, tampered.StatusCode);
        }
        using (var direct = await farm.Client.PutAsync($"/v1/uploads/{upload.Id}/direct.png", new ByteArrayContent(images[0].Value)))
            Assert.Equal(HttpStatusCode.Created, direct.StatusCode);
        using (var wrong = new HttpRequestMessage(HttpMethod.Get, "/v1/jobs") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", KeyText.Create().Reveal()) } })
        using (var refused = await farm.Client.SendAsync(wrong))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await farm.UntilAsync("the webhooks are delivered", () => Task.FromResult(receiver.Of("job.completed").Count > 0 ? "" : null));
        await farm.StopWorkersAsync();
        await api.TerminateAsync();
        await api.EndedAsync();

        string[] lines = [.. api.Lines, .. worker.Lines];
        Assert.Contains(lines, line => line.Contains("\"Trace\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("/v1/uploads", StringComparison.Ordinal));
        string[] secrets =
        [
            "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "Authorization: ", "Bearer srf_", "whsec_", webhook.Secret!["whsec_".Length..], KeyText.Parse(key)!.Secret, _admin.Secret, Pepper,
            servers.Store.Options.SecretKey!, .. links.Select(link => link.Url.Split("X-Amz-Signature=")[1].Split('&')[0]), .. upload.Files.Select(file => file.Url.Split("X-Amz-Signature=")[1].Split('&')[0]),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        output.WriteLine($"{lines.Length} lines, {secrets.Length} secrets, none in any of them.");
    }

    private static (string, string)[] Talkative() => [("Logging__Json", "true"), .. _levels.Select(level => ($"Logging__LogLevel__{level}", "Trace"))];

    private async Task<(string, string)[]> KeysAsync()
    {
        var (pepper, bootstrap) = (Path.Combine(_secrets.FullName, "pepper"), Path.Combine(_secrets.FullName, "bootstrap"));
        await File.WriteAllTextAsync(pepper, Pepper);
        await File.WriteAllTextAsync(bootstrap, _admin.Reveal());
        return [("Api__Keys__Required", "true"), ("Api__Keys__PepperFile", pepper), ("Api__Keys__BootstrapFile", bootstrap)];
    }

    private async Task<string> TenantAsync(FarmRig farm)
    {
        farm.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _admin.Reveal());
        using var set = await farm.Client.PutAsJsonAsync("/v1/admin/tenants/acme", new TenantRequest(), FarmJson.Options);
        Assert.True(set.IsSuccessStatusCode);
        using var made = await farm.Client.PostAsJsonAsync("/v1/admin/tenants/acme/keys", new KeyRequest([KeyScope.Read, KeyScope.Submit]), FarmJson.Options);
        var key = (await made.Content.ReadFromJsonAsync<NewKeyBody>(FarmJson.Options))!.Key;
        farm.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return key;
    }

    private static async Task<UploadBody> OpenAsync(FarmRig farm, IReadOnlyList<FileRequest> files)
    {
        using var opened = await farm.Client.PostAsJsonAsync("/v1/uploads", new UploadRequest(files), FarmJson.Options);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        return (await opened.Content.ReadFromJsonAsync<UploadBody>(FarmJson.Options))!;
    }

    private async Task<HttpResponseMessage> PutAsync(FileBody file, byte[] content)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, file.Url) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in file.Headers.Where(header => header.Key != "Content-Length"))
            message.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(message);
    }
}
