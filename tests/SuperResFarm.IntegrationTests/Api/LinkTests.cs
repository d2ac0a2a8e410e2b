using System.Net;
using System.Net.Http.Headers;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Results are fetched from a folder store, by way of the service itself.</summary>
[Collection(JobsServers.Collection)]
public class LinkTests(JobsServers servers)
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 1000).Select(n => (byte)n)];
    private static readonly string _hash = FileHash.Sha256(_content);

    [Fact]
    public async Task Link_OfAResult_LeadsToItsBytes()
    {
        await using var farm = await StartAsync();
        var job = await SubmitAsync(farm, 2);
        var link = await farm.GetAsync<LinkBody>($"/v1/jobs/{job}/items/0/link");
        Assert.Equal((0, true, 1000L, _hash, "out/0_bicubic_x4.png"), (link.Number, link.Direct, link.Bytes, link.Sha256, link.Name));
        Assert.Null(link.ExpiresAt);
        using var answer = await farm.Http.GetAsync(new Uri(link.Url));
        Assert.Equal(_content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(($"\"{_hash}\"", "attachment", "0_bicubic_x4.png"),
            (answer.Headers.ETag?.Tag, answer.Content.Headers.ContentDisposition?.DispositionType, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{job}/items/1/link"), 409, "no-result");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{job}/items/1/content"), 409, "no-result");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{job}/items/9/link"), 404, "item-unknown");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{Guid.NewGuid()}/items/0/link"), 404, "job-unknown");
    }

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=990-", 206, 990, 10)]
    [InlineData("bytes=990-5000", 206, 990, 10)]
    [InlineData("bytes=-10", 206, 990, 10)]
    [InlineData("bytes=-5000", 206, 0, 1000)]
    [InlineData("bytes=1000-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    [InlineData("bytes=0-1,5-6", 200, 0, 1000)]
    [InlineData("lines=0-1", 200, 0, 1000)]
    public async Task Content_Ranges_AreSent(string range, int status, int from, int count)
    {
        await using var farm = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{await SubmitAsync(farm, 1)}/items/0/content");
        request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await farm.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 416)
            Assert.Equal(1000, answer.Content.Headers.ContentRange?.Length ?? ContentRangeHeaderValue.Parse(answer.Headers.TryGetValues("Content-Range", out var values) ? values.Single() : "").Length);
        else
            Assert.Equal(_content.Skip(from).Take(count), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Content_ThatTheClientHas_IsNotSentAgain()
    {
        await using var farm = await StartAsync();
        var path = $"/v1/jobs/{await SubmitAsync(farm, 1)}/items/0/content";
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(("If-None-Match", $"\"{_hash}\"")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("If-None-Match", "\"other\"")));
        Assert.Equal(HttpStatusCode.PartialContent, await StatusAsync(("Range", "bytes=5-"), ("If-Range", $"\"{_hash}\"")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("Range", "bytes=5-"), ("If-Range", "\"other\"")));

        async Task<HttpStatusCode> StatusAsync(params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await farm.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Content_GoneOrChanged_IsToldSo()
    {
        await using var farm = await StartAsync();
        var path = $"/v1/jobs/{await SubmitAsync(farm, 1)}/items/0/content";
        farm.Put("s3://results/out/0_bicubic_x4.png", "something else");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync(path), 410, "result-gone");
        File.Delete(farm.PathOf("s3://results/out/0_bicubic_x4.png"));
        await TestFarm.ProblemAsync(await farm.Http.GetAsync(path), 410, "result-gone");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Links_OfManyResults_ComeInPages(DatabaseKind kind)
    {
        await using var farm = await StartAsync(kind);
        var job = await SubmitAsync(farm, 25);
        var (seen, cursor, pages) = (new List<int>(), (string?)null, 0);
        do
        {
            var page = await farm.GetAsync<Page<LinkBody>>($"/v1/jobs/{job}/links?limit=5{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Items.Select(link => link.Number));
            (cursor, pages) = (page.NextCursor, pages + 1);
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 25).Where(n => n % 10 != 1), seen);
        Assert.Equal(5, pages);
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{Guid.NewGuid()}/links"), 404, "job-unknown");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{job}/links?cursor=nonsense"), 400, "cursor-invalid");
    }

    [Fact]
    public async Task Links_OfOthers_AreAsUnknownAsThoseThatAreNot()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var (acme, rival) = (await farm.TenantAsync("acme"), await farm.TenantAsync("rival"));
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, KeyedFarm.Items(1)), 202);
        foreach (var id in new[] { job.Id, Guid.NewGuid() })
            foreach (var path in new[] { "links", "items/0/link", "items/0/content" })
                await TestFarm.ProblemAsync(await farm.GetAsync($"/v1/jobs/{id}/{path}", rival), 404, "job-unknown");
    }

    private Task<TestFarm> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var broker = new MemoryBroker { Worker = item => [item.Item % 10 == 1 ? item.Failed() : Stored(item)] };
        return TestFarm.StartAsync(servers, kind, broker: broker);
    }

    private static IItemReport Stored(UpscaleItem item)
    {
        var upscaled = (ItemUpscaled)item.Upscaled();
        return upscaled with { Result = upscaled.Result with { Sha256 = _hash, Bytes = _content.Length } };
    }

    private static async Task<Guid> SubmitAsync(TestFarm farm, int items)
    {
        farm.Put("s3://results/out/0_bicubic_x4.png", _content);
        var job = await farm.SubmitAsync(items, "s3://images/{0}.png");
        await farm.EndAsync(job.Id);
        return job.Id;
    }
}
