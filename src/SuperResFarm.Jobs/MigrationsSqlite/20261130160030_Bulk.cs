using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsSqlite
{
    /// <inheritdoc />
    public partial class Bulk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "bytes",
                table: "usages",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "bytes_per_day",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "retention_days",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_cost",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_device_seconds",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "crawl",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "deadline_at",
                table: "jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "labels",
                table: "jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "measured_items",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "measured_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_weighed_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_weighed_squares",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_weights",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<long>(
                name: "recent_at",
                table: "jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "recent_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "round",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "sized_items",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "sized_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_cost",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_device_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<string>(
                name: "stopped_because",
                table: "jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "survey_due_at",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "survey_items",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "survey_looked",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "survey_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "survey_readable",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "survey_squares",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<string>(
                name: "parameters",
                table: "items",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "target_hash",
                table: "items",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "crawls",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    plan = table.Column<string>(type: "TEXT", nullable: false),
                    last_key = table.Column<string>(type: "TEXT", nullable: true),
                    found = table.Column<int>(type: "INTEGER", nullable: false),
                    passed_over = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    waiting = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_crawls", x => x.job_id);
                });

            migrationBuilder.CreateTable(
                name: "deleted_jobs",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: false),
                    items = table.Column<int>(type: "INTEGER", nullable: false),
                    next = table.Column<int>(type: "INTEGER", nullable: false),
                    results = table.Column<bool>(type: "INTEGER", nullable: false),
                    results_deleted = table.Column<int>(type: "INTEGER", nullable: false),
                    results_kept = table.Column<int>(type: "INTEGER", nullable: false),
                    cancel_unsaid = table.Column<bool>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deleted_jobs", x => x.job_id);
                });

            migrationBuilder.CreateTable(
                name: "job_labels",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_labels", x => new { x.job_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "rates",
                columns: table => new
                {
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    model_sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    eight_orientations = table.Column<bool>(type: "INTEGER", nullable: false),
                    items = table.Column<double>(type: "REAL", nullable: false),
                    megapixels = table.Column<double>(type: "REAL", nullable: false),
                    weights = table.Column<double>(type: "REAL", nullable: false),
                    seconds = table.Column<double>(type: "REAL", nullable: false),
                    weighed_seconds = table.Column<double>(type: "REAL", nullable: false),
                    weighed_squares = table.Column<double>(type: "REAL", nullable: false),
                    cost = table.Column<double>(type: "REAL", nullable: false),
                    cost_seconds = table.Column<double>(type: "REAL", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rates", x => new { x.model, x.model_sha256, x.eight_orientations });
                });

            migrationBuilder.CreateTable(
                name: "work_minutes",
                columns: table => new
                {
                    minute = table.Column<long>(type: "INTEGER", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seconds = table.Column<double>(type: "REAL", nullable: false),
                    items = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_work_minutes", x => x.minute);
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
                name: "ix_jobs_deadline",
                table: "jobs",
                column: "deadline_at",
                filter: "deadline_at IS NOT NULL AND state < 2");

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
                name: "ix_items_target",
                table: "items",
                columns: new[] { "job_id", "target_hash" },
                filter: "target_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_job_id",
                table: "idempotency_keys",
                column: "job_id");

            migrationBuilder.CreateIndex(
                name: "ix_crawls_due",
                table: "crawls",
                column: "due_at",
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "IX_job_labels_tenant_name_value_job_id",
                table: "job_labels",
                columns: new[] { "tenant", "name", "value", "job_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "crawls");

            migrationBuilder.DropTable(
                name: "deleted_jobs");

            migrationBuilder.DropTable(
                name: "job_labels");

            migrationBuilder.DropTable(
                name: "rates");

            migrationBuilder.DropTable(
                name: "work_minutes");

            migrationBuilder.DropIndex(
                name: "IX_jobs_tenant_priority_id",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "IX_jobs_tenant_state_id",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_deadline",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_finished",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_items_failure",
                table: "items");

            migrationBuilder.DropIndex(
                name: "ix_items_target",
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
                name: "budget_cost",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_device_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "crawl",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "deadline_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "labels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_items",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_weighed_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_weighed_squares",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_weights",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "recent_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "recent_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "round",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "sized_items",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "sized_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_cost",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_device_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "stopped_because",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_due_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_items",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_looked",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_readable",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_squares",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "parameters",
                table: "items");

            migrationBuilder.DropColumn(
                name: "target_hash",
                table: "items");
        }
    }
}
