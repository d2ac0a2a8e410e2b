using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Api.Endpoints;

/// <summary>The OpenAPI document, where endpoints do not tell enough of themselves.</summary>
internal static class ApiDocument
{
    /// <summary>Its name.</summary>
    public const string Name = "v1";

    /// <summary>Where it is.</summary>
    public const string Path = "/openapi/v1.json";

    private static readonly string[] _health = ["live", "ready", "startup"];

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "SuperResFarm",
                Version = Name,
                Description = "Enlarges images by super-resolution: submit jobs, watch them, fetch their reports. Every error is application/problem+json.",
            };
            // Where it is reached is known to whoever reads this, not to the service.
            document.Servers?.Clear();
            Describe(document);
            foreach (var health in _health)
                document.Paths[$"/health/{health}"] = new OpenApiPathItem { Operations = new() { [HttpMethod.Get] = Health(health) } };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, _, _) =>
        {
            // Generators take words without a type for numbers.
            if (schema.Enum is { Count: > 0 })
                schema.Type ??= JsonSchemaType.String;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                Describe(operation, parameter);
            AddHeaders(operation);
            ApiExamples.Add(operation);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "srf_ID_SECRET",
            Description = "Where the service asks for keys.",
        };
        // Which services do is not known here: one of them, or none.
        document.Security = [new() { [new OpenApiSecuritySchemeReference("key", document)] = [] }, new()];
    }

    private static void Describe(OpenApiOperation operation, OpenApiParameter parameter)
    {
        (parameter.Description, parameter.Schema) = parameter.Name switch
        {
            "limit" => ("How many entries a page has at most.", Schema(JsonSchemaType.Integer, schema => (schema.Minimum, schema.Maximum) = ("1", $"{RequestFacts.MostOnPage}"))),
            "cursor" => ("nextCursor of the page before; without it the first page.", Schema(JsonSchemaType.String)),
            "status" => ("Only items that stand there.", Words(Enum.GetNames<ItemState>())),
            "errorCode" => ("Only items whose last failure has this code, such as source-corrupt.", Schema(JsonSchemaType.String)),
            "source" => ("Only items whose source begins so.", Schema(JsonSchemaType.String)),
            "state" => ("Only jobs that stand there.", Words(Enum.GetNames<JobState>())),
            "priority" => ("Only jobs of this priority.", Words(Enum.GetNames<Priority>())),
            "label" => ("Only jobs with this label, name:value; may be repeated.", Schema(JsonSchemaType.Array, schema => schema.Items = Schema(JsonSchemaType.String))),
            "createdAfter" => ("Only jobs that were accepted after this time.", Schema(JsonSchemaType.String, schema => schema.Format = "date-time")),
            "createdBefore" => ("Only jobs that were accepted before this time.", Schema(JsonSchemaType.String, schema => schema.Format = "date-time")),
            "format" => ("How the report is written; goes before Accept.", Words(Enum.GetNames<ManifestFormat>())),
            "results" => ("Whether the results that the job made are deleted too.", Schema(JsonSchemaType.Boolean)),
            "items" => ("Whether ended items are told too.", Schema(JsonSchemaType.Boolean)),
            "name" => ("Name of the tenant.", Schema(JsonSchemaType.String, schema => (schema.MinLength, schema.MaxLength) = (1, 100))),
            "key" => ("Id of the key.", Schema(JsonSchemaType.String)),
            "tenant" => ("Only what concerns this tenant.", Schema(JsonSchemaType.String)),
            "request" => ("For lists of images as the body: the other members of a JobRequest, as one JSON object.", Schema(JsonSchemaType.String)),
            "since" => ("Since when, as 2026-11-30T08:00:00Z.", Schema(JsonSchemaType.String, schema => schema.Format = "date-time")),
            "number" => ("Place of the item in its job, from 0.", parameter.Schema),
            "file" => ("Name of the file, as it was announced.", Schema(JsonSchemaType.String)),
            _ when operation.Tags?.Any(tag => tag.Name == "Uploads") == true => ("Id of the upload.", parameter.Schema),
            "delivery" => ("Id of the delivery.", parameter.Schema),
            _ when operation.Tags?.Any(tag => tag.Name == "Webhooks") == true => ("Id of the webhook.", parameter.Schema),
            _ => ("Id of the job.", parameter.Schema),
        };
    }

    private static void AddHeaders(OpenApiOperation operation)
    {
        switch (operation.OperationId)
        {
            case "submitJob":
                Add(RequestFacts.KeyHeader, "Makes a repeated request the same: 1 to 255 printable ASCII characters.");
                Add("Prefer", $"wait=N: answer at the job's end, or after N seconds, at most {PreferHeader.LongestWait}.");
                break;
            case "watchJob":
                Add("Last-Event-ID", "Id of the last event that was seen.");
                break;
        }

        void Add(string name, string description) => (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = Schema(JsonSchemaType.String),
        });
    }

    private static OpenApiOperation Health(string name) => new()
    {
        OperationId = $"health{name}",
        Summary = name switch
        {
            "live" => "Tells whether the process answers at all.",
            "ready" => "Tells whether the service can work now, and what is missing.",
            _ => "Tells whether the service has begun.",
        },
        Responses = new()
        {
            ["200"] = new OpenApiResponse { Description = "Yes." },
            ["503"] = new OpenApiResponse { Description = "No; the body names every check and what it misses." },
        },
    };

    private static OpenApiSchema Words(string[] names) => Schema(JsonSchemaType.String, schema => schema.Enum = [.. names.Select(name => System.Text.Json.Nodes.JsonValue.Create(name.ToLowerInvariant()))]);

    private static OpenApiSchema Schema(JsonSchemaType type, Action<OpenApiSchema>? more = null)
    {
        var schema = new OpenApiSchema { Type = type };
        more?.Invoke(schema);
        return schema;
    }
}
