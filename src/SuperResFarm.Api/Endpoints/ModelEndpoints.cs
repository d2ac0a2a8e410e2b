using SuperResFarm.Api.Access;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Endpoints;

/// <summary>The models that jobs may name.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/models", (KnownModels models) => TypedResults.Ok(new Page<ModelBody>([.. models.List()])))
        .NeedsScope(KeyScope.Read).Says("listModels", "Lists the models that jobs may name.").WithTags("Models").Produces<Page<ModelBody>>().Fails();
}
