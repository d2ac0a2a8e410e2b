using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>What the service makes of wishes about faces; no face is restored here.</summary>
[Collection(JobsServers.Collection)]
public class FaceTests(JobsServers servers)
{
    private static readonly FaceFacts _facts = new("GFPGANv1.4", new('a', 64), FaceParameters.UsualDetector, null, 0.5, 3, 2, true, ["terms"], 1.5,
        [new OneFace([1, 2, 3.5, 4], 0.99, 12.5, 0.5, [2, 4, 6, 8]), new OneFace([5, 6, 7, 8], 0.98, 9, 0.5, [10, 12, 6, 8])]);

    [Theory, OnSqlite, OnPostgres]
    public async Task Job_WithFaces_IsDoneAndToldSo(DatabaseKind kind)
    {
        await using var farm = await StartAsync(kind);
        var request = TestFarm.Request(
            new ItemRequest("s3://images/0.png"),
            new ItemRequest("s3://images/1.png") { Parameters = new ItemParameters { Faces = new FaceParameters { Enhance = false } } },
            new ItemRequest("s3://images/2.png") { Parameters = new ItemParameters { Faces = new FaceParameters { Version = "RestoreFormer", Weight = 1 } } });
        var job = await farm.SubmitAsync(request with { Parameters = request.Parameters with { Faces = new FaceParameters { Weight = 0.5, AcceptLicence = true } } });
        var asked = new FaceParameters { Model = "GFPGANv1.4", Detector = FaceParameters.UsualDetector, Parser = "none", Weight = 0.5, AcceptLicence = true };
        Assert.Equal(asked, job.Parameters.Faces);
        job = await farm.EndAsync(job.Id);
        Assert.Equal((3, asked), (job.Counts.Succeeded, job.Parameters.Faces));
        var sent = farm.Broker.Items.OrderBy(item => item.Item).Select(item => item.Parameters).ToList();
        Assert.Equal([asked, null, asked with { Model = "RestoreFormer", Weight = 1 }], sent.Select(one => one.Faces));
        Assert.Equal(3, sent.Select(one => one.ModelSha256).Distinct().Count());

        var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
        Assert.Equivalent(_facts, items[0].Result!.Faces, strict: true);
        var report = (await farm.Http.GetStringAsync($"/v1/jobs/{job.Id}/report?format=csv")).Split("\r\n");
        Assert.Contains("storeSeconds,faceSeconds,facesFound,facesRestored,faceModel,facesSynthesised,faces,parameters", report[0], StringComparison.Ordinal);
        Assert.Contains(",3,2,GFPGANv1.4,true,\"[{\"\"box\"\":[1,2,3.5,4],\"\"score\"\":0.99,", report[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"bicubic","fidelity":"evidence","faces":{"acceptLicence":true}}""", 422, "/parameters/faces", "settings-invalid")]
    [InlineData("""{"model":"bicubic","faces":{}}""", 422, "/parameters/faces/acceptLicence", "licence-not-accepted")]
    [InlineData("""{"model":"bicubic","faces":{"version":"1.3","acceptLicence":true}}""", 422, "/parameters/faces/model", "model-unknown")]
    [InlineData("""{"model":"bicubic","faces":{"weight":1.5,"acceptLicence":true}}""", 422, "/parameters/faces/weight", "settings-invalid")]
    [InlineData("""{"model":"GFPGANv1.4"}""", 422, "/parameters/model", "model-invalid")]
    [InlineData("""{"model":"bicubic","faces":{"weigth":0.5}}""", 400, "/parameters/faces/weigth", "json-invalid")]
    [InlineData("""{"model":"bicubic","faces":{"weight":"all"}}""", 400, "/parameters/faces/weight", "json-invalid")]
    [InlineData("""{"model":"bicubic","faces":true}""", 400, "/parameters/faces", "json-invalid")]
    public async Task Submit_FacesThatCannotBe_AreNamed(string parameters, int status, string pointer, string code)
    {
        await using var farm = await StartAsync();
        using var body = new StringContent($$"""{"items":[{"source":"s3://images/a.png"}],"output":"s3://results/","parameters":{{parameters}}}""", Encoding.UTF8, "application/json");
        var problem = await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", body), status, code);
        Assert.Equal(pointer, problem.Errors?.Single().Pointer);
    }

    [Fact]
    public async Task Lists_FacesOfSingleLines_AreThoseOfTheJobWithWhatTheySay()
    {
        await using var farm = await StartAsync();
        var faces = new FaceParameters { AcceptLicence = true };
        foreach (var (type, list) in new[]
        {
            ("application/x-ndjson", """
                {"source":"s3://images/0.png","parameters":{"faces":{"weight":0.25,"onlyCenterFace":true}}}
                {"source":"s3://images/1.png","parameters":{"faces":{"enhance":false}}}
                {"source":"s3://images/2.png","parameters":{"faces":{"maxFaces":0}}}
                """),
            ("text/csv", "source,parameters.faces.weight,parameters.faces.onlyCenterFace,parameters.faces.enhance,parameters.faces.maxFaces\n"
                + "s3://images/0.png,0.25,true,,\ns3://images/1.png,,,false,\ns3://images/2.png,,,,0\n"),
        })
        {
            farm.Broker.Items.Clear();
            var request = TestFarm.Request();
            request = request with { Parameters = request.Parameters with { Faces = faces } };
            var job = await farm.EndAsync((await TestFarm.BodyAsync<JobBody>(await farm.PostListAsync(request, new StringContent(list, Encoding.UTF8, type)), 202)).Id);
            var sent = farm.Broker.Items.OrderBy(item => item.Item).Select(item => item.Parameters.Faces).ToList();
            Assert.Equal([(0.25, true), (null, null)], sent.Select(one => (one?.Weight, one?.OnlyCenterFace)));
            var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
            Assert.EndsWith("parameters.faces.maxFaces: must be 1 to 1000", items[2].Error?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Models_ForFaces_AreListedWithTheirTask()
    {
        await using var farm = await StartAsync();
        var tasks = (await farm.GetAsync<Page<ModelBody>>("/v1/models")).Items.ToDictionary(model => model.Name, model => model.Task);
        Assert.Equal(("restore-face", "restore-face", "detect-faces", "upscale"), (tasks["GFPGANv1.4"], tasks["RestoreFormer"], tasks[FaceParameters.UsualDetector], tasks["bicubic"]));
    }

    private async Task<TestFarm> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var farm = await TestFarm.StartAsync(servers, kind, broker: new MemoryBroker
        {
            Worker = item =>
            {
                var upscaled = (ItemUpscaled)item.Upscaled();
                return [item.Parameters.Faces is null ? upscaled : upscaled with { Result = upscaled.Result with { Faces = _facts } }];
            },
        });
        var store = new ModelStore(Path.Combine(farm.Folder, "models"));
        foreach (var (name, task, architecture, scale) in new[]
        {
            ("GFPGANv1.4", ModelTask.RestoreFace, "GFPGAN", 1), ("RestoreFormer", ModelTask.RestoreFace, "RestoreFormer", 2), (FaceParameters.UsualDetector, ModelTask.DetectFaces, "RetinaFace", 3),
        })
        {
            var network = Resampling.Build("bicubic", scale);   // another content for each
            store.Add(network.With(network.Card with { Name = name, Task = task, Architecture = architecture }), "test", null, DateTimeOffset.UnixEpoch);
        }
        return farm;
    }
}
