using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class JobTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_Items_AreAcceptedDispatchedAndReported(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, broker: new MemoryBroker
        {
            Worker = item => [item.Started(), item.Progressed(), item.Item == 1 ? item.Failed() : item.Upscaled()],
        });
        var request = TestFarm.Request(
            new("s3://images/a/cat.jpg", Version: "\"v1\""), new("s3://images/dog.png"), new("s3://images/fish.gif", "s3://elsewhere/fish.png"));
        var answer = await farm.PostAsync(request with { Priority = Priority.High });
        var job = await TestFarm.BodyAsync<JobBody>(answer, 202);
        Assert.Equal(new CountsBody(3, 3, 0, 0, 0, 0, 0), job.Counts);
        Assert.Equal($"/v1/jobs/{job.Id}", answer.Headers.Location?.OriginalString);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(64, job.Parameters.ModelSha256?.Length);

        var ended = await farm.EndAsync(job.Id);
        Assert.Equal(("completed", 2, 1), (ended.State, ended.Counts.Succeeded, ended.Counts.Failed));
        var sent = farm.Broker.Items.OrderBy(item => item.Item).ToList();
        Assert.Equal(["s3://results/out/a/cat_bicubic_x4.jpg", "s3://results/out/dog_bicubic_x4.png", "s3://elsewhere/fish.png"], sent.Select(item => item.Target));
        Assert.Equal(("v1", Priority.High, "default", 1), (sent[0].SourceVersion, sent[0].Priority, sent[0].Tenant, sent[0].Attempt));

        var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
        Assert.Equal(["succeeded", "failed", "succeeded"], items.Select(item => item.State));
        Assert.Equal("source-corrupt", items[1].Error?.Code);
        Assert.Equal(400, items[0].Result?.Width);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task List_PageByPage_GivesEachOnce(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var ids = new List<Guid>();
        for (var job = 0; job < 7; job++)
            ids.Insert(0, (await farm.SubmitAsync(3)).Id);
        Assert.Equal(ids, (await PagesAsync<JobBody>(farm, "/v1/jobs?limit=3")).SelectMany(page => page).Select(job => job.Id));
        var items = await PagesAsync<ItemBody>(farm, $"/v1/jobs/{ids[0]}/items?limit=2");
        Assert.Equal([2, 1], items.Select(page => page.Count));
        Assert.Equal([0, 1, 2], items.SelectMany(page => page).Select(item => item.Number));
        Assert.Empty((await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{ids[0]}/items?status=failed")).Items);
        await TestFarm.UntilAsync(async () => (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{ids[0]}/items?status=dispatched")).Items.Count == 3);
    }

    [Theory]
    [InlineData("/v1/jobs?limit=0", "limit-invalid")]
    [InlineData("/v1/jobs?limit=1001", "limit-invalid")]
    [InlineData("/v1/jobs?limit=ten", "limit-invalid")]
    [InlineData("/v1/jobs?cursor=nonsense", "cursor-invalid")]
    [InlineData("/v1/jobs/{0}/items?limit=-1", "limit-invalid")]
    [InlineData("/v1/jobs/{0}/items?cursor=ajAw", "cursor-invalid")]
    [InlineData("/v1/jobs/{0}/items?status=lost", "status-invalid")]
    [InlineData("/v1/jobs/{0}/items?status=Failed", "status-invalid")]
    [InlineData("/v1/jobs/{0}/report?format=xml", "format-invalid")]
    [InlineData("/v1/jobs/{0}/events?items=maybe", "items-invalid")]
    public async Task Get_WrongQuery_Is400(string path, string code)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(1);
        await TestFarm.ProblemAsync(await farm.Http.GetAsync(string.Format(null, path, job.Id)), 400, code);
    }

    [Theory]
    [InlineData("GET", "/v1/jobs/{0}")]
    [InlineData("GET", "/v1/jobs/{0}/items")]
    [InlineData("GET", "/v1/jobs/{0}/report")]
    [InlineData("GET", "/v1/jobs/{0}/events")]
    [InlineData("POST", "/v1/jobs/{0}/cancel")]
    [InlineData("POST", "/v1/jobs/{0}/retry")]
    public async Task Any_JobOfAnotherTenant_IsUnknown(string method, string path)
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:TrustTenantHeader"] = "true" });
        var job = await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")), ("X-Tenant", "acme"));
        foreach (var (id, tenant) in new[] { (job.Id.ToString(), "rival"), (Guid.NewGuid().ToString(), "acme"), ("1", "acme") })
        {
            var message = new HttpRequestMessage(new HttpMethod(method), string.Format(null, path, id));
            message.Headers.Add("X-Tenant", tenant);
            await TestFarm.ProblemAsync(await farm.Http.SendAsync(message), 404);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("a b")]
    [InlineData("../x")]
    public async Task Any_TrustedHeaderWithoutTenant_Is400(string? tenant)
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:TrustTenantHeader"] = "true" });
        var message = new HttpRequestMessage(HttpMethod.Get, "/v1/jobs");
        if (tenant is not null)
            message.Headers.TryAddWithoutValidation("X-Tenant", tenant);
        await TestFarm.ProblemAsync(await farm.Http.SendAsync(message), 400, "tenant-invalid");
    }

    [Fact]
    public async Task Any_HeaderThatIsNotTrusted_MeansNothing()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:Tenant"] = "house" });
        var job = await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")), ("X-Tenant", "acme"));
        Assert.Equal(job.Id, (await farm.JobAsync(job.Id)).Id);
        await TestFarm.UntilAsync(() => Task.FromResult(!farm.Broker.Items.IsEmpty));
        Assert.Equal("house", farm.Broker.Items.First().Tenant);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cancel_RunningJob_EndsItAndTellsWorkers(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var job = await farm.SubmitAsync(5);
        Assert.Equal(5, (await TestFarm.BodyAsync<ChangedBody>(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/cancel", null), 200)).Items);
        Assert.Equal("cancelled", (await farm.JobAsync(job.Id)).State);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Cancels.Any(cancel => cancel.JobId == job.Id)));
        await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/cancel", null), 409, "wrong-state");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null), 409, "wrong-state");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Retry_FailedItems_AreTriedAgain(DatabaseKind kind)
    {
        var wrong = true;
        await using var farm = await TestFarm.StartAsync(servers, kind, broker: new MemoryBroker { Worker = item => [wrong && item.Item % 2 == 0 ? item.Failed() : item.Upscaled()] });
        var job = await farm.SubmitAsync(6);
        Assert.Equal(3, (await farm.EndAsync(job.Id)).Counts.Failed);
        wrong = false;
        Assert.Equal(3, (await TestFarm.BodyAsync<ChangedBody>(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null), 200)).Items);
        Assert.Equal(6, (await farm.EndAsync(job.Id)).Counts.Succeeded);
    }

    [Fact]
    public async Task Submit_PreferWait_AnswersAtTheEndOrInTime()
    {
        await using var farm = await TestFarm.StartAsync(servers, broker: new MemoryBroker { Worker = item => [item.Upscaled()] });
        var answer = await farm.PostAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")), ("Prefer", "respond-async, wait=30"));
        Assert.Equal("wait=30", answer.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("completed", (await TestFarm.BodyAsync<JobBody>(answer, 200)).State);
        farm.Broker.Worker = _ => [];
        var late = await farm.PostAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")), ("Prefer", "wait=1"));
        Assert.Equal("wait=1", late.Headers.GetValues("Preference-Applied").Single());
        Assert.False((await TestFarm.BodyAsync<JobBody>(late, 202)).HasEnded());
    }

    [Fact]
    public async Task Submit_ManyMistakes_AreAllTold()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var problem = await TestFarm.ProblemAsync(await farm.PostAsync(new JobRequest
        {
            Items = [new("nonsense"), new("s3://images/a.png", "s3://images/a.png"), new("s3://images/a.png")],
            Manifest = new ManifestRequest("s3://lists/x"),
            Parameters = new UpscaleParameters
            {
                Model = "../etc/passwd",
                Quality = 0,
                OutScale = 99,
                OutWidth = 3,
                Format = "gif",
                DenoiseStrength = 2,
            },
            Attempts = 0,
        }), 422);
        string[] pointers =
        [
            "/items", "/manifest", "/attempts", "/parameters/model", "/parameters/outScale", "/parameters/outHeight", "/parameters/denoiseStrength", "/parameters/quality",
            "/parameters/format", "/items/0/source", "/items/1/target", "/items/2/target",
        ];
        Assert.All(pointers, pointer => Assert.Contains(problem.Errors!, mistake => mistake.Pointer == pointer));
    }

    [Fact]
    public async Task Submit_ModelThatIsNotHere_IsRefusedUnlessAllowed()
    {
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        var unknown = request with { Parameters = request.Parameters with { Model = "secret-sauce" } };
        var other = request with { Parameters = request.Parameters with { ModelSha256 = new string('a', 64) } };
        var strength = request with { Parameters = request.Parameters with { DenoiseStrength = 0.5 } };
        await using (var farm = await TestFarm.StartAsync(servers))
        {
            await TestFarm.ProblemAsync(await farm.PostAsync(unknown), 422, "model-unknown");
            Assert.Equal("/parameters/modelSha256", (await TestFarm.ProblemAsync(await farm.PostAsync(other), 422, "model-unknown")).Errors![0].Pointer);
            await TestFarm.ProblemAsync(await farm.PostAsync(strength), 422, "settings-invalid");
            var model = Assert.Single((await farm.GetAsync<Page<ModelBody>>("/v1/models")).Items, model => model.Name == "bicubic");
            Assert.Equal((4, "classical"), (model.Scale, model.Fidelity));
            var pinned = await farm.SubmitAsync(request with { Parameters = request.Parameters with { ModelSha256 = model.Fingerprint } });
            Assert.Equal(model.Fingerprint, pinned.Parameters.ModelSha256);
        }
        await using (var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:AcceptUnknownModels"] = "true" }))
        {
            var job = await farm.SubmitAsync(unknown);
            Assert.Null(job.Parameters.ModelSha256);
            Assert.Equal("s3://results/out/a_secret-sauce.png", (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items[0].Target);
        }
    }

    [Fact]
    public async Task Submit_OutsideOfWhatIsAllowed_Is403()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:ReadPrefixes:0"] = "s3://images/mine/", ["Api:WritePrefixes:0"] = "s3://results/" });
        await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/mine/a.png")));
        var parameters = TestFarm.Request().Parameters;
        JobRequest[] forbidden =
        [
            TestFarm.Request(new ItemRequest("s3://images/other/a.png")),
            TestFarm.Request(new ItemRequest("s3://images/mine-too/a.png")),
            TestFarm.Request(new ItemRequest("s3://images/mine/a.png", "s3://images/mine/b.png")),
            TestFarm.Request(new ItemRequest("s3://images/mine/a.png")) with { Output = "s3://results-of-others/" },
            new() { Manifest = new("s3://images/list.jsonl"), Parameters = parameters },
            new() { Prefix = new("s3://images/"), Output = "s3://results/", Parameters = parameters },
            new() { Prefix = new("s3://images/mine"), Output = "s3://results/", Parameters = parameters },
        ];
        foreach (var request in forbidden)
            await TestFarm.ProblemAsync(await farm.PostAsync(request), 403, "address-forbidden");
    }

    [Fact]
    public async Task Report_HundredThousandItems_IsOneLineEachInFlatMemory()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Jobs:Dispatch:Window"] = "1" });
        var list = new StringContent(string.Concat(Enumerable.Range(0, 100_000).Select(number => $"{{\"source\":\"s3://images/{number}.png\"}}\n")), null, "application/x-ndjson");
        var job = await TestFarm.BodyAsync<JobBody>(await farm.PostListAsync(TestFarm.Request(), list), 202);
        foreach (var (format, lines) in new[] { ("jsonl", 100_000), ("csv", 100_001) })
        {
            GC.Collect();
            var (before, most, count) = (GC.GetTotalMemory(true), 0L, 0);
            using var answer = await farm.Http.GetAsync($"/v1/jobs/{job.Id}/report?format={format}", HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
            {
                if (format == "jsonl" && count % 9973 == 0)
                    Assert.Equal(count, JsonSerializer.Deserialize<ItemBody>(line, FarmJson.Options)?.Number);
                if (++count % 10_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(true) - before);
            }
            Assert.Equal(lines, count);
            Assert.True(most < 20_000_000, $"The heap grew by {most} bytes.");
        }
    }

    [Theory]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("*/*", "application/x-ndjson")]
    [InlineData("text/*", "text/csv")]
    [InlineData("application/x-ndjson;q=0.5, text/csv", "text/csv")]
    [InlineData("text/html, */*;q=0.1", "application/x-ndjson")]
    [InlineData("application/json", null)]
    [InlineData("text/csv;q=0", null)]
    public async Task Report_Accept_ChoosesTheFormat(string accept, string? type)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(1);
        var message = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{job.Id}/report");
        message.Headers.TryAddWithoutValidation("Accept", accept);
        var answer = await farm.Http.SendAsync(message);
        if (type is null)
            await TestFarm.ProblemAsync(answer, 406, "not-acceptable");
        else
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Report_Line_TellsWhatTheImageTookAndHowItWasEnlarged()
    {
        await using var farm = await TestFarm.StartAsync(servers, broker: new MemoryBroker
        {
            Worker = item =>
            {
                var upscaled = (ItemUpscaled)item.Upscaled();
                return [upscaled with
                {
                    Result = upscaled.Result with
                    {
                        Width = 4000, Height = 3000, SourceWidth = 1000, SourceHeight = 750, SourceVersion = "v1", DeviceSeconds = 12.5, Cost = 0.25,
                        Tiles = new(12, 256, 192, 8, 2), Stages = new(0.125, 0.25, 0.5, 1, 25, 2, 3, 4) { Faces = 5 },
                    },
                }];
            },
        });
        var job = await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")));
        await farm.EndAsync(job.Id);
        var csv = (await farm.Http.GetStringAsync($"/v1/jobs/{job.Id}/report?format=csv")).Split("\r\n");
        Assert.EndsWith("sourceVersion,megapixelsIn,megapixelsOut,deviceSeconds,cost,tiles,tileWidth,tileHeight,halo,passes,modelSeconds,fetchSeconds,queueSeconds,"
            + "decodeSeconds,inferSeconds,placeSeconds,encodeSeconds,storeSeconds,faceSeconds,facesFound,facesRestored,faceModel,facesSynthesised,faces,parameters", csv[0], StringComparison.Ordinal);
        Assert.Contains(",v1,0.75,12,12.5,0.25,12,256,192,8,2,0.125,0.25,0.5,1,25,2,3,4,5,,,,,,\"{\"\"model\"\":\"\"bicubic\"\"", csv[1], StringComparison.Ordinal);
        var line = JsonSerializer.Deserialize<ItemBody>((await farm.Http.GetStringAsync($"/v1/jobs/{job.Id}/report")).TrimEnd(), FarmJson.Options)!;
        Assert.Equal((job.Parameters, 12.5, 0.25, new ItemTiles(12, 256, 192, 8, 2), 25), (line.Parameters!, line.Result!.DeviceSeconds!.Value, line.Result.Cost!.Value, line.Result.Tiles!, line.Result.Stages!.Infer));
    }

    [Fact]
    public async Task Report_Csv_QuotesWhatNeedsIt()
    {
        await using var farm = await TestFarm.StartAsync(servers, broker: new MemoryBroker
        {
            Worker = item => [new ItemFailed(item.JobId, item.Item, item.Attempt, "w,1", "a \"gpu\"", FailureCode.SourceCorrupt, Disposition.Reject, "two, parts")],
        });
        var job = await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/a,b.png")));
        await farm.EndAsync(job.Id);
        var lines = (await farm.Http.GetStringAsync($"/v1/jobs/{job.Id}/report?format=csv")).Split("\r\n");
        Assert.StartsWith("number,state,attempt,source,target,changedAt,worker,device,errorCode,errorMessage,sha256", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("0,failed,1,\"s3://images/a,b.png\",\"s3://results/out/a,b_bicubic_x4.png\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"w,1\",\"a \"\"gpu\"\"\",source-corrupt,\"two, parts\",", lines[1]);
        Assert.Equal("", lines[2]);
    }

    [Fact]
    public async Task Any_UnknownRouteOrMethod_IsAProblem()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        await TestFarm.ProblemAsync(await farm.Http.GetAsync("/"), 404, "not-found");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync("/v1/nothing"), 404, "not-found");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync("/openapi/v2.json"), 404, "not-found");
        var answer = await farm.Http.DeleteAsync("/v1/jobs");
        Assert.Contains("GET", answer.Content.Headers.Allow);
        await TestFarm.ProblemAsync(answer, 405, "method-not-allowed");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", new StringContent("{}", null, "text/plain")), 415, "media-type-unsupported");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", null), 415, "media-type-unsupported");
        var zipped = JsonContent.Create(TestFarm.Request(), options: FarmJson.Options);
        zipped.Headers.ContentEncoding.Add("gzip");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", zipped), 415, "media-type-unsupported");
        using var head = await farm.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
    }

    private static async Task<List<IReadOnlyList<T>>> PagesAsync<T>(TestFarm farm, string path)
    {
        var pages = new List<IReadOnlyList<T>>();
        for (string? cursor = null; ;)
        {
            var page = await farm.GetAsync<Page<T>>(cursor is null ? path : $"{path}&cursor={cursor}");
            pages.Add(page.Items);
            if ((cursor = page.NextCursor) is null)
                return pages;
        }
    }
}
