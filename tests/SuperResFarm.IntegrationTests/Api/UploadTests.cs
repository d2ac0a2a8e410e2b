using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SuperResFarm.Api.Uploads;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Files are put into a folder store, by way of the service itself.</summary>
[Collection(JobsServers.Collection)]
public class UploadTests(JobsServers servers)
{
    private static readonly Dictionary<string, string?> _on = new() { ["Api:UploadPrefix"] = "s3://uploads/", ["Api:ResultPrefix"] = "s3://fetch/" };

    [Fact]
    public async Task Upload_OfAFolder_BecomesSourcesWhoseResultsAreNamedAfterIt()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: _on);
        var bytes = "a picture"u8.ToArray();
        var upload = await OpenAsync(farm, new FileRequest("Urlaub 1/Grüße #1?.jpg", bytes.Length) { Sha256 = FileHash.Sha256(bytes) }, new FileRequest("b.png", 3));
        Assert.Equal($"s3://uploads/default/{upload.Id:n}/", upload.Prefix);
        Assert.True(upload.ExpiresAt < upload.KeptUntil);
        var (first, second) = (upload.Files[0], upload.Files[1]);
        Assert.Equal((true, "PUT", $"{upload.Prefix}Urlaub 1/Grüße #1?.jpg"), (first.Direct, first.Method, first.Uri));

        var stored = await TestFarm.BodyAsync<StoredBody>(await PutAsync(farm, first, bytes), 201);
        Assert.Equal((first.Uri, bytes.Length, FileHash.Sha256(bytes)), (stored.Uri, stored.Bytes, stored.Sha256));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(farm.PathOf(first.Uri)));
        await TestFarm.BodyAsync<StoredBody>(await PutAsync(farm, second, "abc"u8.ToArray()), 201);
        var more = await OpenAsync(farm, new UploadRequest([new FileRequest("c.png", 3)]) { Upload = upload.Id });
        Assert.Equal(upload.Prefix, more.Prefix);

        var job = await farm.SubmitAsync(TestFarm.Request(new ItemRequest(first.Uri, Version: stored.Version), new ItemRequest(second.Uri)) with { Output = null });
        var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
        Assert.Matches("^s3://fetch/default/[0-9a-f]{32}/Urlaub 1/Grüße #1\\?_bicubic_x4.jpg$", items[0].Target);
        Assert.Matches("^s3://fetch/default/[0-9a-f]{32}/b_bicubic_x4.png$", items[1].Target);
    }

    [Fact]
    public async Task Put_OtherContentThanAnnounced_StoresNothing()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new(_on) { ["Api:MaxUploadBytes"] = "1000" });
        var file = (await OpenAsync(farm, new FileRequest("a.png", 3) { Sha256 = FileHash.Sha256("abc"u8) })).Files[0];
        await TestFarm.ProblemAsync(await PutAsync(farm, file, "abd"u8.ToArray()), 422, "output-unwritable");
        Assert.False(File.Exists(farm.PathOf(file.Uri)));
        var plain = file with { Headers = new Dictionary<string, string>() };
        await TestFarm.ProblemAsync(await PutAsync(farm, plain, []), 422, "upload-empty");
        await TestFarm.ProblemAsync(await PutAsync(farm, plain, new byte[1001]), 413, "upload-too-large");
        await TestFarm.ProblemAsync(await PutAsync(farm, plain with { Headers = new Dictionary<string, string> { ["Repr-Digest"] = "sha-256=:nonsense:" } }, [1]), 400, "digest-invalid");
        using var unknown = new HttpRequestMessage(HttpMethod.Put, file.Url) { Content = new StreamContent(new Endless()) };
        unknown.Headers.TransferEncodingChunked = true;
        await TestFarm.ProblemAsync(await farm.Http.SendAsync(unknown), 411, "length-required");
        Assert.False(File.Exists(farm.PathOf(file.Uri)));
    }

    [Theory]
    [InlineData("..%2f..%2frival%2fa.png")]
    [InlineData("%2e%2e/%2e%2e/a.png")]
    [InlineData("a%5cb.png")]
    [InlineData("a%00b.png")]
    [InlineData("a%252fb.png")]
    [InlineData("a//b.png")]
    public async Task Put_HostileName_LeadsNowhere(string name)
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: _on);
        using var answer = await farm.Http.PutAsync(new Uri($"{farm.Http.BaseAddress}v1/uploads/{Guid.NewGuid()}/{name}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }),
            new ByteArrayContent([1]));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.False(Directory.Exists(Path.Combine(farm.Folder, "store")) && Directory.EnumerateFiles(Path.Combine(farm.Folder, "store"), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Open_Mistakes_AreToldAllAtOnce()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new(_on) { ["Api:MaxUploadBytes"] = "1000" });
        var problem = await TestFarm.ProblemAsync(await PostAsync(farm, new UploadRequest([
            new("a.png", 1), new("../b.png", 1), new("a.png", 0), new("c.png", 1001), new("d.png", 1) { Sha256 = "ABC" }])), 422);
        Assert.Equal(["/files/1/name", "/files/2/name", "/files/2/bytes", "/files/3/bytes", "/files/4/sha256"], problem.Errors!.Select(mistake => mistake.Pointer));
        await TestFarm.ProblemAsync(await PostAsync(farm, new UploadRequest([])), 422);
        await TestFarm.ProblemAsync(await PostAsync(farm, new UploadRequest([.. Enumerable.Range(0, 1001).Select(n => new FileRequest($"{n}.png", 1))])), 422);
        using var nothing = new StringContent("{\"files\":[null]}", null, "application/json");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/uploads", nothing), 422);
    }

    [Fact]
    public async Task Open_IsWrittenIntoTheAuditLog_WithoutAnAddress()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: new() { ["Api:UploadPrefix"] = "s3://uploads/" });
        var key = await farm.TenantAsync("acme");
        var files = new UploadRequest([new FileRequest("a.png", 10), new FileRequest("b.png", 20)]);
        var upload = await TestFarm.BodyAsync<UploadBody>(await farm.SendAsync(HttpMethod.Post, "/v1/uploads", key, JsonContent.Create(files, options: FarmJson.Options)), 201);
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Post, "/v1/uploads", key, JsonContent.Create(new UploadRequest([]), options: FarmJson.Options)), 422);
        var entry = Assert.Single((await TestFarm.BodyAsync<Page<AuditBody>>(await farm.AdminAsync(HttpMethod.Get, "audit?tenant=acme"), 200)).Items, one => one.Action == "upload.create");
        Assert.Equal((upload.Id.ToString(), "done", "2 files, 30 bytes"), (entry.Target, entry.Result, entry.Detail));
    }

    [Fact]
    public async Task Open_UploadsAreOff_SaysWhatToSet()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        Assert.Contains("Api:UploadPrefix", (await TestFarm.ProblemAsync(await PostAsync(farm, new UploadRequest([new("a.png", 1)])), 409, "uploads-off")).Detail, StringComparison.Ordinal);
        await TestFarm.ProblemAsync(await farm.Http.PutAsync($"/v1/uploads/{Guid.NewGuid()}/a.png", new ByteArrayContent([1])), 409, "uploads-off");
    }

    [Fact]
    public async Task Open_PublicUrl_StandsInTheAddresses()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new(_on) { ["Api:PublicUrl"] = "https://farm.example/super/" });
        var upload = await OpenAsync(farm, new FileRequest("ä b.png", 1));
        Assert.Equal($"https://farm.example/super/v1/uploads/{upload.Id}/%C3%A4%20b.png", upload.Files[0].Url);
    }

    [Fact]
    public async Task Open_WithoutTheScope_IsRefused()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: _on);
        await farm.SetTenantAsync("acme");
        var reader = (await farm.MakeKeyAsync("acme", null, "reader", KeyScope.Read)).Key;
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Post, "/v1/uploads", reader, JsonContent.Create(new UploadRequest([new("a.png", 1)]), options: FarmJson.Options)), 403, "scope-missing");
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Put, $"/v1/uploads/{Guid.NewGuid()}/a.png", reader, new ByteArrayContent([1])), 403, "scope-missing");
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Post, "/v1/uploads", null, JsonContent.Create(new UploadRequest([new("a.png", 1)]), options: FarmJson.Options)), 401, "key-missing");
    }

    [Fact]
    public async Task Sweep_RemovesWhatIsOldAndNothingElse()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: _on);
        string[] names = ["s3://uploads/acme/1/old.png", "s3://uploads/acme/1/new.png", "s3://fetch/acme/1/old.png"];
        foreach (var name in names)
            farm.Put(name, "x");
        foreach (var old in new[] { names[0], names[2] })
            File.SetLastWriteTimeUtc(farm.PathOf(old), TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(8));
        var sweep = farm.Services.GetServices<IHostedService>().OfType<UploadSweep>().Single();
        Assert.Equal(1, await sweep.SweepAsync(ObjectPrefix.Parse("s3://uploads/"), CancellationToken.None));
        Assert.Equal([false, true, true], names.Select(name => File.Exists(farm.PathOf(name))));
    }

    internal static Task<UploadBody> OpenAsync(TestFarm farm, params FileRequest[] files) => OpenAsync(farm, new UploadRequest(files));

    internal static async Task<HttpResponseMessage> PutAsync(TestFarm farm, FileBody file, byte[] content)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, file.Url) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in file.Headers.Where(header => header.Key != "Content-Length"))
            message.Headers.TryAddWithoutValidation(name, value);
        return await farm.Http.SendAsync(message);
    }

    private static async Task<UploadBody> OpenAsync(TestFarm farm, UploadRequest request) => await TestFarm.BodyAsync<UploadBody>(await PostAsync(farm, request), 201);

    private static Task<HttpResponseMessage> PostAsync(TestFarm farm, UploadRequest request) => farm.Http.PostAsJsonAsync("/v1/uploads", request, FarmJson.Options);

    /// <summary>Bytes without a length that is known.</summary>
    private sealed class Endless() : MemoryStream(new byte[100])
    {
        public override bool CanSeek => false;
    }
}
