using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace SuperResFarm.Jobs.MigrationsSqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    request_hash = table.Column<string>(type: "TEXT", nullable: false),
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.tenant, x.key });
                });

            migrationBuilder.CreateTable(
                name: "items",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    last_attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    given_back = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    source_version = table.Column<string>(type: "TEXT", nullable: true),
                    progress = table.Column<double>(type: "REAL", nullable: false),
                    worker = table.Column<string>(type: "TEXT", nullable: true),
                    device = table.Column<string>(type: "TEXT", nullable: true),
                    failure = table.Column<string>(type: "TEXT", nullable: true),
                    failure_message = table.Column<string>(type: "TEXT", nullable: true),
                    result = table.Column<string>(type: "TEXT", nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_items", x => new { x.job_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    parameters = table.Column<string>(type: "TEXT", nullable: false),
                    budget = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancel_unsaid = table.Column<bool>(type: "INTEGER", nullable: false),
                    refused = table.Column<int>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    pending = table.Column<int>(type: "INTEGER", nullable: false),
                    dispatched = table.Column<int>(type: "INTEGER", nullable: false),
                    running = table.Column<int>(type: "INTEGER", nullable: false),
                    succeeded = table.Column<int>(type: "INTEGER", nullable: false),
                    failed = table.Column<int>(type: "INTEGER", nullable: false),
                    cancelled = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "queues",
                columns: table => new
                {
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    virtual_time = table.Column<double>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_queues", x => x.priority);
                });

            migrationBuilder.CreateTable(
                name: "shares",
                columns: table => new
                {
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    finish = table.Column<double>(type: "REAL", nullable: false),
                    picked_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shares", x => new { x.priority, x.tenant });
                });

            migrationBuilder.InsertData(
                table: "queues",
                columns: new[] { "priority", "virtual_time" },
                values: new object[,]
                {
                    { 0, 0.0 },
                    { 1, 0.0 },
                    { 2, 0.0 }
                });

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_created_at",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_items_job_id_state_number",
                table: "items",
                columns: new[] { "job_id", "state", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_items_claimed",
                table: "items",
                columns: new[] { "priority", "lease_until" },
                filter: "state = 0 AND lease_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_items_ended",
                table: "items",
                columns: new[] { "job_id", "changed_at", "number" },
                filter: "state >= 3");

            migrationBuilder.CreateIndex(
                name: "ix_items_leased",
                table: "items",
                column: "lease_until",
                filter: "state IN (1, 2)");

            migrationBuilder.CreateIndex(
                name: "ix_items_pending",
                table: "items",
                columns: new[] { "priority", "tenant", "job_id", "number" },
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_tenant_id",
                table: "jobs",
                columns: new[] { "tenant", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_cancel_unsaid",
                table: "jobs",
                column: "id",
                filter: "cancel_unsaid");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_open",
                table: "jobs",
                column: "priority",
                filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_waiting",
                table: "jobs",
                columns: new[] { "priority", "tenant" },
                filter: "pending > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "items");

            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "queues");

            migrationBuilder.DropTable(
                name: "shares");
        }
    }
}
