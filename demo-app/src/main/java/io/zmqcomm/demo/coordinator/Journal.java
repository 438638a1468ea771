/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqcomm.demo.coordinator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/**
 * An append-only file of JSON lines. A record is with the operating system when
 * {@link #append} returns, so it survives the end of this process, however sudden; a
 * machine that loses power may lose the latest. A last line that was cut off is removed
 * when the file is read. Not thread-safe; a second process is kept out by a lock.
 */
public final class Journal implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(Journal.class);

	private final Path file;

	private final JsonMapper json;

	private final long compactionSize;

	/** Locked as long as the journal is open; the file itself is replaced at times. */
	private final FileChannel lock;

	/** Not a channel, which would be closed by the interrupt of a thread that writes. */
	private RandomAccessFile content;

	private long size;

	private long sizeToCompact;

	/**
	 * Open a journal, creating the file and its directory if needed.
	 * @param file the file
	 * @param json writes and reads the records
	 * @param compactionSize size in octets up to which the file just grows
	 * @throws JournalException if it cannot be opened, or another process has it open
	 */
	public Journal(Path file, JsonMapper json, long compactionSize) {
		this.file = file.toAbsolutePath();
		this.json = json;
		this.compactionSize = compactionSize;
		this.sizeToCompact = compactionSize;
		if (Files.isDirectory(this.file)) {
			throw new JournalException("Journal %s is a directory".formatted(this.file),
					"Set 'demo.journal' to the path of a file.", null);
		}
		try {
			Files.createDirectories(this.file.getParent());
			this.lock = lock(sibling(".lock"));
			this.content = open(this.file);
		}
		catch (IOException ex) {
			throw new JournalException("Journal %s cannot be opened: %s".formatted(this.file, ex),
					"Set 'demo.journal' to a file in a directory that this user may write to.", ex);
		}
	}

	private static FileChannel lock(Path lockFile) throws IOException {
		FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			if (lock.tryLock() != null) {
				return lock;
			}
		}
		catch (OverlappingFileLockException ex) {
			// held by this very process
		}
		lock.close();
		throw new JournalException("Another coordinator uses the journal: %s is locked".formatted(lockFile),
				"Stop the other coordinator, or give this one a journal of its own by 'demo.journal'.", null);
	}

	private static RandomAccessFile open(Path file) throws IOException {
		return new RandomAccessFile(file.toFile(), "rw");
	}

	private Path sibling(String suffix) {
		return this.file.resolveSibling(this.file.getFileName() + suffix);
	}

	/**
	 * Read all records from the beginning, and be ready to append after the last.
	 * @param consumer is given each record
	 * @throws JournalException if the file cannot be read, or a line that was not cut off
	 * is no record
	 */
	public void replay(Consumer<JournalRecord> consumer) {
		try (InputStream in = new BufferedInputStream(Files.newInputStream(this.file))) {
			long good = 0;
			int number = 0;
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			while (readLine(in, line)) {
				number++;
				JournalRecord record;
				try {
					record = this.json.readValue(line.toByteArray(), JournalRecord.class);
				}
				catch (JacksonException ex) {
					if (ex instanceof StreamReadException && good + line.size() == this.content.length()) {
						break;
					}
					throw new JournalException("Line %d of journal %s is not a record".formatted(number, this.file),
							"Repair the line, or move the file away to begin a new one.", ex);
				}
				consumer.accept(record);
				good += line.size();
			}
			if (good < this.content.length()) {
				logger.warn("The last line of journal {} was cut off and is removed", this.file);
				this.content.setLength(good);
			}
			this.size = good;
		}
		catch (IOException ex) {
			throw new JournalException("Journal %s cannot be read: %s".formatted(this.file, ex),
					"Make the file readable and writable, or set 'demo.journal' to another.", ex);
		}
	}

	// Reads one line with its end; an end that is missing leaves the line unread.
	private static boolean readLine(InputStream in, ByteArrayOutputStream line) throws IOException {
		line.reset();
		int octet = in.read();
		while (octet >= 0) {
			line.write(octet);
			if (octet == '\n') {
				return true;
			}
			octet = in.read();
		}
		return false;
	}

	/**
	 * Append a record.
	 * @param record the record
	 * @throws UncheckedIOException if it could not be written; nothing of it is kept
	 */
	public void append(JournalRecord record) {
		try {
			this.size += write(this.content, this.size, record);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Journal %s cannot be written".formatted(this.file), ex);
		}
	}

	// Writes at a position, so that the rest of a failed write is overwritten by the
	// next.
	private int write(RandomAccessFile content, long position, JournalRecord record) throws IOException {
		byte[] octets = this.json.writeValueAsBytes(record);
		byte[] line = Arrays.copyOf(octets, octets.length + 1);
		line[octets.length] = '\n';
		try {
			content.seek(position);
			content.write(line);
		}
		catch (IOException ex) {
			content.setLength(position);
			throw ex;
		}
		return line.length;
	}

	/**
	 * Return whether the file has outgrown its size and twice what was last found worth
	 * keeping.
	 * @return whether {@link #compact} is due
	 */
	public boolean isCompactionDue() {
		return this.size > this.sizeToCompact;
	}

	/**
	 * Replace the whole file, atomically.
	 * @param records all that is worth keeping, in order
	 */
	public void compact(Stream<JournalRecord> records) {
		Path successor = sibling(".new");
		try {
			Files.deleteIfExists(successor);
			RandomAccessFile compacted = open(successor);
			long position = 0;
			try {
				for (JournalRecord record : (Iterable<JournalRecord>) records::iterator) {
					position += write(compacted, position, record);
				}
				compacted.getFD().sync();
				Files.move(successor, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			}
			catch (IOException | RuntimeException ex) {
				compacted.close();
				throw ex;
			}
			// Goes on with the file that was moved, as opening it anew could fail
			RandomAccessFile former = this.content;
			this.content = compacted;
			logger.info("Journal {} is compacted from {} to {} octets", this.file, this.size, position);
			this.size = position;
			former.close();
		}
		catch (IOException ex) {
			logger.warn("Journal {} cannot be compacted and keeps growing", this.file, ex);
		}
		this.sizeToCompact = Math.max(this.compactionSize, 2 * this.size);
	}

	@Override
	public void close() throws IOException {
		this.content.close();
		this.lock.close();
	}

}
