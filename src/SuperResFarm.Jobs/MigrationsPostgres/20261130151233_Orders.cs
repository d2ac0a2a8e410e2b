using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsPostgres
{
    /// <inheritdoc />
    public partial class Orders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "bytes",
                table: "usages",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "bytes_per_day",
                table: "tenants",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "retention_days",
                table: "tenants",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "labels",
                table: "jobs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parameters",
                table: "items",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "deleted_jobs",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant = table.Column<string>(type: "text", nullable: false),
                    deleted_at = table.Column<long>(type: "bigint", nullable: false),
                    items = table.Column<int>(type: "integer", nullable: false),
                    next = table.Column<int>(type: "integer", nullable: false),
                    results = table.Column<bool>(type: "boolean", nullable: false),
                    results_deleted = table.Column<int>(type: "integer", nullable: false),
                    results_kept = table.Column<int>(type: "integer", nullable: false),
                    cancel_unsaid = table.Column<bool>(type: "boolean", nullable: false),
                    lease_until = table.Column<long>(type: "bigint", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    request = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deleted_jobs", x => x.job_id);
                });

            migrationBuilder.CreateTable(
                name: "job_labels",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    tenant = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_labels", x => new { x.job_id, x.name });
                });

            migrationBuilder.CreateIndex(
                name: "IX_jobs_tenant_priority_id",
                table: "jobs",
                columns: new[] { "tenant", "priority", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_jobs_tenant_state_id",
                table: "jobs",
                columns: new[] { "tenant", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_finished",
                table: "jobs",
                columns: new[] { "tenant", "finished_at" },
                filter: "finished_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_items_failure",
                table: "items",
                columns: new[] { "job_id", "failure", "number" },
                filter: "failure IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_job_id",
                table: "idempotency_keys",
                column: "job_id");

            migrationBuilder.CreateIndex(
                name: "IX_job_labels_tenant_name_value_job_id",
                table: "job_labels",
                columns: new[] { "tenant", "name", "value", "job_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deleted_jobs");

            migrationBuilder.DropTable(
                name: "job_labels");

            migrationBuilder.DropIndex(
                name: "IX_jobs_tenant_priority_id",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "IX_jobs_tenant_state_id",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_finished",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_items_failure",
                table: "items");

            migrationBuilder.DropIndex(
                name: "IX_idempotency_keys_job_id",
                table: "idempotency_keys");

            migrationBuilder.DropColumn(
                name: "bytes",
                table: "usages");

            migrationBuilder.DropColumn(
                name: "bytes_per_day",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "retention_days",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "labels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "parameters",
                table: "items");
        }
    }
}
