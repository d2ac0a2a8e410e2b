using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Requests in the OpenAPI document, made of the types that the service reads, so that none can be wrong.</summary>
internal static class ApiExamples
{
    private const string Jsonl = "{\"source\":\"s3://archive/scans/0001.tif\"}\n{\"source\":\"s3://archive/scans/0002.tif\",\"target\":\"s3://results/second.png\"}\n"
        + "{\"source\":\"s3://archive/scans/0003.tif\",\"parameters\":{\"model\":\"lanczos\",\"outScale\":2}}\n";
    private const string Csv = "source,target,parameters.model,parameters.outScale\ns3://archive/scans/0001.tif,,,\ns3://archive/scans/0002.tif,s3://results/second.png,,\ns3://archive/scans/0003.tif,,lanczos,2\n";

    private static readonly UpscaleParameters _parameters = new() { Model = "superres-compact-x4" };

    private static readonly IReadOnlyDictionary<string, JobRequest> _submissions = new Dictionary<string, JobRequest>
    {
        ["Two images"] = new()
        {
            Items = [new ItemRequest("s3://photos/cat.jpg"), new ItemRequest("s3://photos/dog.png", "s3://results/dog-large.png")],
            Output = "s3://results/",
            Parameters = _parameters,
        },
        ["An archive"] = new()
        {
            Prefix = new PrefixRequest("s3://archive/scans/", Include: ["**/*.tif"]),
            Output = "s3://results/scans/",
            Parameters = _parameters with { Format = "png" },
            Priority = Priority.Bulk,
        },
        ["Names, labels and a wish of one image"] = new()
        {
            Items = [new ItemRequest("s3://photos/cat.jpg"), new ItemRequest("s3://photos/map.tif") { Parameters = new ItemParameters { Model = "lanczos", Format = "tif" } }],
            Output = "s3://results/",
            OutputTemplate = "{label:project}/{dir}/{stem}_{model}.{ext}",
            Labels = new Dictionary<string, string> { ["project"] = "maps" },
            Parameters = _parameters,
        },
        ["Portraits"] = new()
        {
            Items = [new ItemRequest("s3://photos/family.jpg"), new ItemRequest("s3://photos/garden.jpg") { Parameters = new ItemParameters { Faces = new FaceParameters { Enhance = false } } }],
            Output = "s3://results/",
            Parameters = _parameters with { Faces = new FaceParameters { Version = "1.4", Weight = 0.7, AcceptLicence = true } },
        },
        ["Within a budget"] = new()
        {
            Items = [new ItemRequest("s3://photos/cat.jpg")],
            Output = "s3://results/",
            Parameters = _parameters,
            Budget = new BudgetBody(Megapixels: 50_000, Cost: 40),
        },
        ["A list in the store"] = new() { Manifest = new ManifestRequest("s3://archive/list.csv"), Output = "s3://results/", Parameters = _parameters },
    };

    private static readonly UploadRequest _upload = new(
        [new FileRequest("holiday/cat.jpg", 2_481_532) { Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }, new FileRequest("dog.png", 904_113)]);

    /// <summary>Adds those of an operation.</summary>
    public static void Add(OpenApiOperation operation)
    {
        if (operation is { OperationId: "createUpload", RequestBody.Content: { } files })
            files["application/json"].Examples = new Dictionary<string, IOpenApiExample> { ["Two files"] = Example(JsonSerializer.SerializeToNode(_upload, FarmJson.Options)) };
        if (operation.OperationId is not ("submitJob" or "estimateJob") || operation.RequestBody?.Content is not { } content)
            return;
        content["application/json"].Examples = _submissions.ToDictionary(one => one.Key, one => (IOpenApiExample)Example(JsonSerializer.SerializeToNode(one.Value, FarmJson.Options)));
        content["application/x-ndjson"].Examples = new Dictionary<string, IOpenApiExample> { ["A list"] = Example(JsonValue.Create(Jsonl)) };
        content["text/csv"].Examples = new Dictionary<string, IOpenApiExample> { ["A list"] = Example(JsonValue.Create(Csv)) };
    }

    private static OpenApiExample Example(JsonNode? value) => new() { Value = value };
}
